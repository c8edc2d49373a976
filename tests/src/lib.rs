//! Nothing to link: the journeys live in `journeys/`.
