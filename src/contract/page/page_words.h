// The fixed sentences of the telemetry page, in each language. They are Markdown; {0}, {1}, … stand
// for what a contract says, and are Markdown as well.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "contract/page/page.h"

namespace overt {

struct PageWords {
  // {0}: the tool. What is said first.
  std::string_view title;
  std::string_view default_purpose;
  std::string_view default_on;     // {1}: the command that turns it off
  std::string_view default_off;    // {1}: the command that turns it on
  std::string_view default_local;  // {1}: the same
  std::string_view in_ci_on;
  std::string_view in_ci_off;
  std::string_view in_ci_local;
  std::string_view first_run;
  std::string_view in_plain_sight;
  std::string_view owner;               // {0}: who
  std::string_view source;              // {0}: a link
  std::string_view made_from_contract;  // {0}: the tool

  std::string_view examples_title;
  std::string_view examples;      // {0}: the tool, {1}: the schema's version
  std::string_view other_events;  // a summary
  std::string_view older_schema;  // a summary, {0}: its version
  std::string_view no_examples;

  std::string_view fields_title;
  std::string_view key_head;
  std::string_view value_head;
  std::string_view why_head;
  std::string_view ts_value;
  std::string_view ts_why;
  std::string_view execution_id_value;
  std::string_view execution_id_why;
  std::string_view user_id_value;
  std::string_view user_id_why;
  std::string_view project_id_value;
  std::string_view command_value;  // {0}: how many
  std::string_view command_more;   // of versions to come
  std::string_view command_why;
  std::string_view attributes_value;
  std::string_view attributes_why;
  std::string_view event_type_value;  // {0}: a list
  std::string_view event_type_why;
  std::string_view event_data_value;
  std::string_view event_data_why;
  std::string_view schema_version_value;  // {0}: a list
  std::string_view schema_version_why;
  std::string_view always_empty;

  std::string_view attributes_title;
  std::string_view attributes;  // {0}: the tool
  std::string_view event_data_title;
  std::string_view no_event_data;

  // What a value can be.
  std::string_view boolean;
  std::string_view integer;      // {0}: from, {1}: to
  std::string_view duration_ms;  // {0}: days
  std::string_view exit_code;    // {0}: the greatest
  std::string_view options;      // {0}: how many
  std::string_view one_of;       // {0}: a list
  std::string_view one_of_many;  // {0}: how many
  std::string_view empty_text;
  std::string_view version;  // {0}: characters
  std::string_view uuid;
  std::string_view sha256;
  std::string_view pattern;  // {0}: a pattern, {1}: characters
  std::string_view map;
  std::string_view text;

  // What else there is to say of a field.
  std::string_view may_be_absent;
  std::string_view since_schema;   // {0}: its version
  std::string_view from_variable;  // {0}: its name
  std::string_view last_day;       // {0}: a date
  std::string_view field_owner;    // {0}: who

  std::string_view project_id_title;
  std::string_view project_id_schema_1;
  std::string_view project_id_schema_2;
  std::string_view project_id_both;
  std::string_view project_id_example;  // {0}: a URL
  std::string_view project_id_keyed;

  std::string_view discarded_title;
  std::string_view discarded;
  std::string_view field_head;
  std::string_view discarded_head;
  std::string_view risks_title;
  std::string_view risks;

  std::string_view never_title;
  std::string_view never;                    // a list
  std::string_view variables;                // what else is looked at
  std::string_view variables_of_attributes;  // {0}: a list
  std::string_view variables_of_options;
  std::string_view variables_of_ci;        // {0}: a list
  std::string_view variables_of_git;       // {0}: a list
  std::string_view variables_of_language;  // {0}: a list
  std::string_view variables_of_settings;  // {0}: a list

  std::string_view log_title;
  std::string_view log;           // {0}: the tool
  std::string_view log_events;    // {0}: path
  std::string_view log_receipts;  // {0}: path
  std::string_view log_contract;  // {0}: path
  std::string_view log_bounds;
  std::string_view log_commands;  // {0}: overt log …, {1}: overt log … --receipts
  std::string_view log_more;      // {0}: overt preview …, {1}: overt verify …, {2}: overt purge …
  std::string_view log_file;      // {0}: variable

  std::string_view off_title;
  std::string_view off;  // {0}: the tool
  std::string_view off_order;
  std::string_view off_do_not_track;
  std::string_view off_variable;  // {0}: variable
  std::string_view off_policy;    // {0}: path, {1}: path
  std::string_view off_choice;    // {0}: overt off …, {1}: overt on …, {2}: path
  std::string_view off_versions;
  std::string_view off_in_ci;    // {0}: on, off, local
  std::string_view off_default;  // {0}: on, off, local
  std::string_view off_doubt;
  std::string_view off_status;  // {0}: overt status …

  std::string_view sending_title;
  std::string_view sending;  // {0}: endpoint, {1}: variable, {2}: one of the next two
  std::string_view sending_no_wait;
  std::string_view sending_ci_wait;  // {0}: milliseconds
  std::string_view sending_local;    // {0}: endpoint
  std::string_view sending_lost;
  std::string_view sending_address;
  std::string_view sending_keeps;

  std::string_view lists_title;
  std::string_view commands_list;     // {0}: how many
  std::string_view commands_to_come;  // {0}: a pattern, {1}: characters, {2}: why
  std::string_view ignored_list;      // {0}: how many
  std::string_view options_list;      // {0}: how many
  std::string_view options_list_note;
  std::string_view variables_list;  // {0}: how many
  std::string_view values_list;     // {0}: field, {1}: how many
};

const PageWords& english_page_words();
const PageWords& russian_page_words();
const PageWords& page_words(Language language);

// `sentence` with the values in the places of {0}, {1}, …
std::string fill_in(std::string_view sentence, std::initializer_list<std::string_view> values);

}  // namespace overt
