// The telemetry page's explanation of every field.
#include <span>

#include "contract/page/markdown.h"
#include "contract/page/page_fields.h"
#include "contract/page/page_parts.h"

namespace overt {
namespace {

std::string table(const PageSource& page, const std::vector<PageRow>& rows) {
  const PageWords& words = page.words;
  return markdown_table({std::string(words.key_head), std::string(words.value_head),
                         std::string(words.why_head)},
                        rows) +
         "\n";
}

PageRow row(std::string_view key, std::string_view value, std::string_view why) {
  return {markdown_code(key), std::string(value), std::string(why)};
}

PageRow user_id_row(const PageSource& page) {
  const PageWords& words = page.words;
  return row("userID", std::string(words.user_id_value) + " " + fill_in(words.since_schema, {"2"}),
             words.user_id_why);
}

PageRow project_id_row(const PageSource& page) {
  if (!page.records_project()) return row("projectID", page.words.always_empty, "");
  // Its key is always there: without a project it is empty, and that is said.
  FieldSpec spec = *page.contract.project_id;
  spec.optional = false;
  return row("projectID", std::string(page.words.project_id_value) + field_notes(page, spec),
             page.text(spec.why));
}

PageRow command_row(const PageSource& page) {
  const Contract& contract = page.contract;
  std::string value = fill_in(page.words.command_value, {std::to_string(contract.commands.size())});
  if (contract.commands_to_come) value.append(" ").append(page.words.command_more);
  return row("command", value, page.words.command_why);
}

PageRow event_type_row(const PageSource& page) {
  std::vector<std::string> types;
  for (const EventSpec& event : page.contract.events) types.push_back(markdown_code(event.type));
  return row("eventType", fill_in(page.words.event_type_value, {markdown_list(types)}),
             page.words.event_type_why);
}

PageRow schema_version_row(const PageSource& page) {
  std::vector<std::string> versions;
  for (const int version : page.contract.schema_versions) {
    versions.push_back(markdown_code(std::to_string(version)));
  }
  return row("schemaVersion", fill_in(page.words.schema_version_value, {markdown_list(versions)}),
             page.words.schema_version_why);
}

std::string envelope(const PageSource& page) {
  const PageWords& words = page.words;
  std::vector<PageRow> rows;
  rows.push_back(row("ts", words.ts_value, words.ts_why));
  rows.push_back(row("executionID", words.execution_id_value, words.execution_id_why));
  if (page.has_schema(2)) rows.push_back(user_id_row(page));
  rows.push_back(project_id_row(page));
  rows.push_back(command_row(page));
  rows.push_back(row("attributes", words.attributes_value, words.attributes_why));
  rows.push_back(event_type_row(page));
  rows.push_back(row("eventData", words.event_data_value, words.event_data_why));
  rows.push_back(schema_version_row(page));
  return table(page, rows);
}

std::vector<PageRow> kept_rows(const PageSource& page, std::span<const FieldSpec> specs) {
  std::vector<PageRow> rows;
  for (const FieldSpec& spec : specs) {
    if (!spec.discard) rows.push_back(field_row(page, spec));
  }
  return rows;
}

std::string attributes(const PageSource& page) {
  const std::vector<PageRow> rows = kept_rows(page, page.contract.attributes);
  if (rows.empty()) return {};
  return page_subheading(page.words.attributes_title) + page_paragraph(page.words.attributes) +
         table(page, rows);
}

std::string event_data(const PageSource& page, const EventSpec& event) {
  std::string about = "**" + markdown_code(event.type) + "**";
  if (!event.why.en.empty()) about += " — " + page.text(event.why);
  if (event.since_schema > 1) {
    about += " " + fill_in(page.words.since_schema, {std::to_string(event.since_schema)});
  }
  const std::vector<PageRow> rows = kept_rows(page, event.fields);
  return page_paragraph(about) +
         (rows.empty() ? page_paragraph(page.words.no_event_data) : table(page, rows));
}

std::string project_id(const PageSource& page) {
  if (!page.records_project()) return {};
  const PageWords& words = page.words;
  std::string part = page_subheading(words.project_id_title);
  part += page_paragraph(words.project_id_both);
  if (page.has_schema(2)) part += page_item(words.project_id_schema_2);
  if (page.has_schema(1)) part += page_item(words.project_id_schema_1);
  part += "\n";
  if (!page.facts.example_origin.empty()) {
    part += page_paragraph(
        fill_in(words.project_id_example, {markdown_code(page.facts.example_origin)}));
  }
  return part + page_paragraph(words.project_id_keyed);
}

std::string discarded(const PageSource& page) {
  std::vector<std::vector<std::string>> rows;
  for (const PlacedField& field : all_fields(page.contract)) {
    if (!field.spec->discard) continue;
    rows.push_back({markdown_code(field.path), page.text(field.spec->why)});
  }
  if (rows.empty()) return {};
  const PageWords& words = page.words;
  return page_subheading(words.discarded_title) + page_paragraph(words.discarded) +
         markdown_table({std::string(words.field_head), std::string(words.discarded_head)}, rows) +
         "\n";
}

std::string risks(const PageSource& page) {
  std::string items;
  for (const PlacedField& field : all_fields(page.contract)) {
    const Words& risk = field.spec->accepted_risk;
    if (risk.en.empty()) continue;
    items += page_item(markdown_code(field.path) + ": " + page.text(risk));
  }
  if (items.empty()) return {};
  return page_subheading(page.words.risks_title) + page_paragraph(page.words.risks) + items + "\n";
}

}  // namespace

std::string page_meaning(const PageSource& page) {
  std::string part = page_heading(page.words.fields_title) + envelope(page) + attributes(page);
  part += page_subheading(page.words.event_data_title);
  for (const EventSpec& event : page.contract.events) part += event_data(page, event);
  return part + project_id(page) + discarded(page) + risks(page);
}

}  // namespace overt
