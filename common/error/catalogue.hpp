#pragma once
#include <string_view>

#include "common/error/sentence.hpp"

namespace common {

/// {"sentence of the source": "translation"}; throws std::exception where it is something else.
Translations read_catalogue(std::string_view json);

/// sentences.de.json and the labels of the declarations, which the program carries inside.
Translations german_catalogue();

}  // namespace common
