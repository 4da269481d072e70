#include "publish/site_words.h"

#include <fmt/format.h>

#include <array>
#include <cassert>

namespace overt {
namespace {

constexpr SiteWords kEnglish = {
    .language = Language::kEnglish,
    .code = "en",
    .other_code = "ru",
    .other_name = "По-русски",
    .title = "How {0} is used: {1}",
    .heading = "How {0} is used",
    .lead = "{0} projects or more ran it {1} times.",
    .nothing = "Fewer than {0} projects were seen in this month, so nothing is told of it.",
    .projects = "Projects",
    .runs = "Runs",
    .failed = "Failed",
    .half_within = "Half within",
    .most_within = "9 of 10 within",
    .withheld = "not told",
    .nameless = "none",
    .rest_withheld = "Not shown: what fewer than {0} projects have.",
    .months = "Month by month",
    .month = "Month",
    .months_computed = "Projects seen in each month that was published.",
    .about = "What stands here, and what does not",
    .about_k =
        "No number on this page, and no sum or difference of its numbers, tells of a group of "
        "fewer "
        "than {0} projects. A month is published once, whole, after it has ended, and never "
        "changed.",
    .about_coverage =
        "{0} of the runs that were told are of projects that are known; the others are left out. "
        "Who has turned telemetry off is not in it at all.",
    .known = {"Nearly all (over 95 %)", "Most (over 75 %)", "Over half", "Less than half"},
    .about_projects =
        "Numbers of projects are rounded down to a multiple of {0}, so that nobody can subtract "
        "one "
        "from another: a share of them is less than {1} points off. Runs are told of commands "
        "only, where they fall into parts that do not "
        "overlap.",
    .about_shares =
        "A share of runs has its 95 % interval (Wilson) and its n behind it. A project that is "
        "seen with "
        "two "
        "commands or versions counts with both.",
    .files = "The same as files",
    .made = "Made by overt, usage telemetry in plain sight."};

constexpr SiteWords kRussian = {
    .language = Language::kRussian,
    .code = "ru",
    .other_code = "en",
    .other_name = "In English",
    .title = "Как используют {0}: {1}",
    .heading = "Как используют {0}",
    .lead = "Проектов: не меньше {0}, запусков: {1}.",
    .nothing = "За этот месяц видно меньше {0} проектов, поэтому о нём ничего не сообщается.",
    .projects = "Проекты",
    .runs = "Запуски",
    .failed = "С ошибкой",
    .half_within = "Половина за",
    .most_within = "9 из 10 за",
    .withheld = "не сообщается",
    .nameless = "нет",
    .rest_withheld = "Не показано то, что есть меньше чем у {0} проектов.",
    .months = "По месяцам",
    .month = "Месяц",
    .months_computed = "Проекты, которые видно в каждом опубликованном месяце.",
    .about = "Что здесь есть и чего нет",
    .about_k =
        "Ни одно число на этой странице, никакая сумма или разность её чисел не говорит о группе "
        "меньше чем из {0} проектов. Месяц публикуется один раз, целиком, после своего конца, и "
        "потом не "
        "меняется.",
    .about_coverage =
        "{0} переданных запусков относятся к известным проектам; остальные не учтены. Тех, кто "
        "отключил телеметрию, здесь нет совсем.",
    .known = {"Почти все (больше 95 %)", "Большинство (больше 75 %)", "Больше половины",
              "Меньше половины"},
    .about_projects =
        "Числа проектов округлены вниз до кратного {0}, чтобы их нельзя было вычесть одно из "
        "другого: доля отличается от точной меньше чем на {1} п. п. Запуски сообщаются только по "
        "командам, где они делятся на части, которые не "
        "пересекаются.",
    .about_shares =
        "За долей запусков стоят её 95-процентный интервал (Уилсона) и её n. Проект, в котором "
        "видны две "
        "команды или версии, учтён в обеих.",
    .files = "То же в файлах",
    .made = "Сделано программой overt: телеметрия у всех на виду."};

struct BothTableWords {
  std::string_view table;
  TableWords english;
  TableWords russian;
};

constexpr std::array kTables = {
    BothTableWords{"commands",
                   {"Commands", "Command",
                    "Failed is an exit code other than 0, of the runs whose end is known. Times "
                    "are of runs that "
                    "succeeded, at most 1.6 % off."},
                   {"Команды", "Команда",
                    "Ошибка — код завершения, отличный от 0; доля от запусков, конец которых "
                    "известен. Время — "
                    "успешных запусков, с точностью до 1,6 %."}},
    BothTableWords{"versions",
                   {"Versions", "Version", "Projects seen with each version."},
                   {"Версии", "Версия", "Проекты, в которых видна версия."}},
    BothTableWords{"os",
                   {"Operating systems", "System", "Projects seen on each."},
                   {"Операционные системы", "Система", "Проекты, которые видно в каждой."}},
    BothTableWords{"arch",
                   {"Processors", "Architecture", "Projects seen on each."},
                   {"Процессоры", "Архитектура", "Проекты, которые видно на каждой."}},
    BothTableWords{
        "where",
        {"Where it runs", "Place",
         "“local” is by hand, the others are CI systems; “CI” is one that is not known."},
        {"Где запускают", "Место",
         "«local» — вручную, остальные — системы CI; «CI» — неизвестная система."}},
    BothTableWords{"channels",
                   {"Release channels", "Channel", "Projects seen with each channel."},
                   {"Каналы обновлений", "Канал", "Проекты, в которых виден канал."}},
    BothTableWords{
        "options",
        {"Options", "Option",
         "Names only; values are never told. A run with several options counts with each."},
        {"Опции", "Опция",
         "Только имена: значения не передаются никогда. Запуск с несколькими опциями учтён в "
         "каждой."}}};

constexpr std::array<std::string_view, 12> kEnglishMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 12> kRussianMonths = {
    "январь", "февраль", "март",     "апрель",  "май",    "июнь",
    "июль",   "август",  "сентябрь", "октябрь", "ноябрь", "декабрь"};

}  // namespace

const SiteWords& site_words(Language language) {
  return language == Language::kEnglish ? kEnglish : kRussian;
}

TableWords table_words(std::string_view table, Language language) {
  for (const BothTableWords& words : kTables) {
    if (words.table == table) {
      return language == Language::kEnglish ? words.english : words.russian;
    }
  }
  assert(false && "a table without words");
  return {};
}

std::string month_name(const Month& month, Language language) {
  const auto& names = language == Language::kEnglish ? kEnglishMonths : kRussianMonths;
  return fmt::format("{} {}", names.at(static_cast<std::size_t>(month.number - 1)), month.year);
}

}  // namespace overt
