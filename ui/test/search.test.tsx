import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { hits } from "./fake/rest";
import { openWindow } from "./window";

test("a slip is only a question: taking it searches for it", async () => {
  const { user, far } = openWindow("#/search", {
    search: ({ text }) => (text === "potasium" ? { hits: [], more: false, didYouMean: ["potassium"] } : hits),
  });
  const box = await screen.findByRole("searchbox", { name: "Search all records" });
  await user.type(box, "potasium");
  expect(await screen.findByText("No record here has these words.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "potassium" }));
  expect(box).toHaveValue("potassium");
  expect(await screen.findByRole("list", { name: "Search results" })).toBeVisible();
  expect(far.asked.filter((one) => one.name === "search").length).toBeGreaterThan(1);
});

test("a search is narrowed by section, time, patient and order", async () => {
  const { user, far } = openWindow("#/search");
  await user.type(await screen.findByRole("searchbox", { name: "Search all records" }), "potassium");
  await screen.findByRole("list", { name: "Search results" });
  await user.selectOptions(screen.getByRole("combobox", { name: "In" }), "results");
  await user.selectOptions(screen.getByRole("combobox", { name: "First" }), "newest");
  const people = screen.getByRole("combobox", { name: "Patient" });
  await user.selectOptions(people, people.querySelectorAll("option")[1]!);
  const asked = () => far.asked.filter((one) => one.name === "search").at(-1)?.request;
  await waitFor(() => expect(asked()).toMatchObject({ text: "potassium", sections: ["results"], order: "newest", patient: hits.hits.find((hit) => hit.patient !== null)?.patient }));
  await user.click(screen.getByRole("button", { name: "Clear" }));
  expect(screen.getByRole("combobox", { name: "In" })).toHaveValue("");
  expect(people).toHaveValue("");
});

test("the palette asks as well, and stays open when it is taken", async () => {
  const { user } = openWindow("#/patients", { search: ({ text }) => (text === "potasium" ? { hits: [], more: false, didYouMean: ["potassium"] } : hits) });
  await screen.findByRole("grid", { name: "Patients" });
  await user.keyboard("{Control>}k{/Control}");
  const box = await screen.findByRole("combobox", { name: "Find anything" });
  await user.type(box, "potasium");
  await user.click(await screen.findByRole("option", { name: "potassium" }));
  expect(box).toHaveValue("potassium");
});

test("what is in nobody's chart opens on a page of its own, from the search and from the palette", async () => {
  const profile = { ...hits.hits[0]!, record: "sd1", resourceType: "StructureDefinition", section: "other", patient: null, patientName: null, title: "US Core Patient Profile", snippet: null };
  const { user, far } = openWindow("#/search", { search: () => ({ ...hits, hits: [profile] }) });
  await user.type(await screen.findByRole("searchbox", { name: "Search all records" }), "us core");
  const link = await screen.findByRole("link", { name: /US Core Patient Profile.*StructureDefinition/ });
  expect(link).toHaveAttribute("href", "#/records/sd1");
  await user.click(link);
  expect(await screen.findByRole("region", { name: "JSON" })).toBeVisible();
  expect(far.asked.filter((one) => one.name === "record_source").at(-1)?.request).toEqual({ record: "sd1" });
  window.location.hash = "#/patients";
  await screen.findByRole("grid", { name: "Patients" });
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await screen.findByRole("combobox", { name: "Find anything" }), "us core");
  await user.click(await screen.findByRole("option", { name: /US Core Patient Profile/ }));
  expect(await screen.findByRole("region", { name: "JSON" })).toBeVisible();
});

test("a patient's record on that page says whose it is, and leads to their chart", async () => {
  const { far } = openWindow("#/records/k1");
  const link = await screen.findByRole("link", { name: "Sørensen, Ingrid" });
  expect(link).toHaveAttribute("href", "#/patients/p1/results");
  expect(link.parentElement).toHaveTextContent("In the chart of Sørensen, Ingrid, born 1960-03-14.");
  expect(far.asked.filter((one) => one.name === "record_source").at(-1)?.request).toEqual({ record: "k1" });
});
