// How long DCMTK takes for the frames of a file; asked and answering as speed.py is. What is timed is the change of a
// data set that is in memory to one that is not compressed.
//   c++ -O2 speed.cc -o speed -ldcmjpeg -ldcmjpls -ldcmimage -ldcmimgle -ldcmdata -loflog -lofstd
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

namespace {

// Seconds of one decoding, or less than 0 where it does not decode it.
double once(std::vector<char> &bytes)
{
    DcmInputBufferStream stream;
    stream.setBuffer(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    stream.setEos();
    DcmFileFormat file;
    file.transferInit();
    const OFCondition read = file.read(stream);
    file.transferEnd();
    if (read.bad())
        return -1;
    // Values lie in memory before the clock begins.
    file.loadAllDataIntoMemory();
    DcmDataset *data = file.getDataset();
    if (!DcmXfer(data->getOriginalXfer()).isEncapsulated())
        return -1;
    const auto began = std::chrono::steady_clock::now();
    const OFCondition decoded = data->chooseRepresentation(EXS_LittleEndianExplicit, nullptr);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    return decoded.good() && data->canWriteXfer(EXS_LittleEndianExplicit) ? took.count() : -1;
}

} // namespace

int main()
{
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    // Colour stays as it is coded.
    DJDecoderRegistration::registerCodecs(EDC_never);
    DJLSDecoderRegistration::registerCodecs();
    DcmRLEDecoderRegistration::registerCodecs();
    std::string line;
    while (std::getline(std::cin, line)) {
        const std::size_t tab = line.rfind('\t');
        std::ifstream file(line.substr(0, tab), std::ios::binary);
        std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
        double least = -1;
        for (int times = std::stoi(line.substr(tab + 1)); times > 0; --times) {
            const double took = once(bytes);
            if (took >= 0 && (least < 0 || took < least))
                least = took;
        }
        if (least < 0)
            std::cout << "{}" << std::endl;
        else
            std::cout << "{\"DCMTK\": " << least << "}" << std::endl;
    }
    return 0;
}
