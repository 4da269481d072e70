// The public page: HTML without a script, which asks for nothing but its style beside it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "publish/publication.h"
#include "reports/number_format.h"

namespace overt {

// The name of a page's file: that of the newest month is index.html or index.ru.html.
std::string page_name(const Month& month, bool is_newest, Language language);

// `months` are all that are published, ascending; the page is that of months[shown].
std::string public_page(const std::vector<Publication>& months, std::size_t shown,
                        Language language);

// style.css
std::string_view page_style();

}  // namespace overt
