// The sentences of the English page.
#include "contract/page/page_words.h"

namespace overt {

const PageWords& english_page_words() {
  static constexpr PageWords kWords = {
      .title = "Telemetry of {0}",
      .default_purpose =
          "{0} records how it is used: which commands and options, on which systems, how long they "
          "take and where they fail. The data is anonymous and tied to no person. It helps to put "
          "the work on {0} where it is needed.",
      .default_on = "**Telemetry is on by default:** runs are recorded and sent. {1} turns it off.",
      .default_off =
          "**Telemetry is off by default:** nothing is recorded and nothing is sent "
          "unless you turn it on with {1}.",
      .default_local =
          "**By default runs are recorded and never sent:** the log stays on your "
          "machine. Events leave it only after {1}.",
      .in_plain_sight =
          "**You can read all of it.** What is sent are lines of a log that lies in your home "
          "directory, and what is not named on this page cannot be recorded.",
      .owner = "**Who answers for it:** {0}.",
      .source = "**The code that records:** {0}",
      .made_from_contract =
          "This page is made from the contract of {0}: the file that names everything that may be "
          "collected, and against which each event is checked before it is recorded, sent or "
          "stored. The examples were made by the code that records.",

      .examples_title = "Examples of what is sent",
      .examples =
          "Each run of a {0} command becomes a few events, each of them one JSON object: one when "
          "the "
          "command starts, one when it ends. These are examples of schema version {1}, the newest. "
          "In "
          "the log each stands on one line.",
      .other_events = "Examples of the other events",
      .older_schema = "The same events in schema version {0}",
      .no_examples = "The contract allows no event of this run, so there is no example.",

      .fields_title = "What the fields mean",
      .key_head = "Key",
      .value_head = "What it can be",
      .why_head = "What for",
      .ts_value = "The time of the event: Unix time in milliseconds (timestamp).",
      .ts_why = "When it is used.",
      .execution_id_value = "A random UUID, a new one for each run.",
      .execution_id_why = "Which events are of one and the same run.",
      .user_id_value = "Always empty: overt's client tells no user from another.",
      .user_id_why = "A place of the schema that is not used.",
      .project_id_value = "A SHA-256 from the git origin URL, see below; empty without an origin.",
      .command_value =
          "One of the commands listed at the end of this page ({0}), never its arguments.",
      .command_more = "Versions newer than this page may have more of them.",
      .command_why = "Which commands are used.",
      .attributes_value = "What is told of the environment, see below.",
      .attributes_why = "Where commands run.",
      .event_type_value = "The kind of event, one of: {0}.",
      .event_type_why = "What happened.",
      .event_data_value = "What belongs to this kind of event, see below.",
      .event_data_why = "How it went.",
      .schema_version_value = "The version of this form, one of: {0}.",
      .schema_version_why = "How the event has to be read.",
      .always_empty = "Always empty.",

      .attributes_title = "The environment: `attributes`",
      .attributes =
          "The same in all events of a run. A value that is not of the kind named here "
          "is left out.",
      .event_data_title = "The events: `eventType` and `eventData`",
      .no_event_data = "This event has no data of its own.",

      .boolean = "`true` or `false`",
      .integer = "A whole number from {0} to {1}",
      .duration_ms = "A whole number of milliseconds, at most {0} days",
      .exit_code = "An exit code, from 0 to {0}",
      .options =
          "Names of options from the list at the end of this page ({0}): how often each stood on "
          "the command line (`asCli`, `count`) and whether its variable was set (`asEnv`), "
          "never its value",
      .one_of = "One of: {0}",
      .one_of_many = "One of {0} words that are listed at the end of this page",
      .empty_text = "an empty text",
      .version = "A version such as `1.2.3`, at most {0} characters, or `dev`, `unknown`",
      .uuid = "A UUID",
      .sha256 = "A SHA-256, 64 hexadecimal digits",
      .pattern = "A text of the form {0}, at most {1} characters",
      .map = "An object of texts",
      .text = "A text",

      .may_be_absent = "May be absent.",
      .since_schema = "Since schema {0}.",
      .from_variable = "Read from the environment variable {0}.",
      .last_day = "Recorded until {0} and not after that day.",
      .field_owner = "{0} answers for it.",

      .project_id_title = "How `projectID` is made",
      .project_id_schema_1 =
          "Schema 1: the SHA-256 of protocol, host, port and path, with `:::` between them.",
      .project_id_schema_2 =
          "Schema 2: the SHA-256 of host and path with `:::` between them, without a leading `/` "
          "and "
          "a trailing `.git` of the path. So every way to clone a project gives the same "
          "`projectID`.",
      .project_id_both =
          "It comes from the URL of the remote `origin` of the git repository in which the command "
          "runs. A user name and a password in that URL never count. Without an origin it is "
          "empty.",
      .project_id_example = "The examples above have the `projectID` of {0}.",
      .project_id_keyed =
          "The collector does not store what arrives: it keys it again with a secret "
          "(HMAC-SHA-256) "
          "that is kept apart from the data, and stores only the result. Who has the "
          "data cannot find a project by trying URLs.",

      .discarded_title = "Accepted, but nothing of it is kept",
      .discarded =
          "Other programs that send the same events may fill in these fields. Here they are not "
          "recorded, and a collector drops their values before it stores anything.",
      .field_head = "Field",
      .discarded_head = "Why it is there, and nothing of it kept",
      .risks_title = "Where a closer look is right",
      .risks = "Fields that could tell more than they should, and why they are there all the same.",

      .never_title = "What is never collected",
      .never =
          "- values of options, arguments, the command line as such;\n"
          "- names of files and directories, contents of files;\n"
          "- texts of errors and other output;\n"
          "- names of users and machines, and ids that stay with a machine or a person;\n"
          "- network addresses: the address from which an event arrives is in no file of "
          "the collector;\n"
          "- environment variables other than those named below.",
      .variables = "These environment variables are looked at, and no others:",
      .variables_of_attributes = "for attributes, as said above: {0};",
      .variables_of_options =
          "for options, and only whether they are set: the variables that are "
          "listed at the end of this page;",
      .variables_of_ci = "for `ci` and `ciName`, and only to tell one CI from the other: {0};",
      .variables_of_git = "to find the git repository: {0};",
      .variables_of_settings = "as settings of the telemetry itself, which no event tells: {0}.",

      .log_title = "The log: read it yourself",
      .log =
          "Every event of {0} is appended to a log before anything is sent, and only lines of "
          "this log can be sent.",
      .log_events = "{0}: the events, one a line;",
      .log_receipts = "{0}: what was sent when and where, and what was answered.",
      .log_bounds =
          "A line has at most 4,096 bytes and the log stays under 5 MiB: the oldest events "
          "go first. Both files are for your eyes only (mode 0600).",
      .log_commands = "{0} shows the events, {1} the receipts after them.",
      .log_file =
          "The environment variable {0} names a file that gets every line as well. If it "
          "cannot be written, nothing is recorded in that run:",

      .off_title = "How to turn it off",
      .off = "To turn off the telemetry of {0}, set a variable:",
      .off_order = "These are asked one after the other, and the first that has an answer decides:",
      .off_do_not_track =
          "`DO_NOT_TRACK`: any value but `0` and the empty one turns it off, for all tools.",
      .off_variable = "{0}: `0`, `false` and `no` turn it off; `1`, `true` and `yes` turn it on.",
      .off_policy =
          "The machine's policy, made by its administrator: the word `on` or `off` in {0}, "
          "then in {1}.",
      .off_choice = "Your own choice: {0} or {1}. It is kept in {2}.",
      .off_versions = "Development versions, `dev` and `0.0.0`, are off.",
      .off_default = "The default: {0}.",
      .off_doubt =
          "What is set but not understood, and a file that cannot be read, means off. Off "
          "means: no file, no connection, no process. Turning it off sends nothing "
          "either.",
      .off_status =
          "{0} says whether it is on, and which of these has decided. The contract is the "
          "file from which this page was made.",

      .sending_title = "Where it goes",
      .sending =
          "Events go to {0} unless the variable {1} names another place. They are sent by a "
          "process "
          "of its own: the command does not wait for it. Except on this very machine or to a "
          "place that you named yourself, they travel over https only. Events that could not be "
          "sent within 30 days, or before the log was full, are dropped; the next sending tells "
          "how "
          "many they were.",
      .sending_local =
          "By default events are not sent. If you turn sending on, this is where they "
          "go.",
      .sending_address = "The collector stores only what this page names.",
      .sending_keeps =
          "How long events are kept is decided by those who run the collector. The one "
          "to ask is named at the top of this page.",

      .lists_title = "Lists",
      .commands_list = "Commands ({0})",
      .commands_to_come =
          "Newer versions may add commands of the form {0}, at most {1} characters. "
          "{2}",
      .ignored_list = "Commands that record nothing ({0})",
      .options_list = "Options ({0})",
      .options_list_note = "Only the name of an option is recorded, never its value.",
      .variables_list = "Variables that set options ({0})",
      .values_list = "Values of {0} ({1})",
  };
  return kWords;
}

}  // namespace overt
