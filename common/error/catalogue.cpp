#include "common/error/catalogue.hpp"

#include <nlohmann/json.hpp>

#include "german_sentences.hpp"

namespace common {

Translations read_catalogue(std::string_view json) {
  Translations sentences;
  auto catalogue = nlohmann::json::parse(json);  // items() refers to it
  for (auto& [source, translation] : catalogue.items())
    sentences.emplace(source, translation.get<std::string>());
  return sentences;
}

Translations german_catalogue() {
  auto all = read_catalogue(german_sentences);
  all.merge(read_catalogue(german_labels));
  return all;
}

}  // namespace common
