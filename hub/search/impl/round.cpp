#include "hub/search/impl/round.hpp"

#include <algorithm>

namespace hub::search::impl {
namespace {

namespace options = common::schema::options;

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// Records of one's work before their rows and traces.
double worth_of_type(const RecordType& type) {
  switch (type.kind()) {
    case options::APPEND_ONLY:
    case options::OWNED:
      return 0.75;
    case options::STREAM:
    case options::PROJECTION:
      return 0.5;
    default:
      return 1;
  }
}

Wanted wanted_of(const Term& term, const Found& found) {
  Wanted wanted{term, {}, {}};
  for (auto& word : found.words)
    (word.is_corrected ? wanted.corrected : wanted.keys).insert(word.key);
  return wanted;
}

}  // namespace

const RecordType* Sight::type_of(std::uint32_t type) const {
  auto zone = vocabulary_.zones->of(type);
  return zone ? catalogue_.find(zone->type) : nullptr;
}

const store::Reach& Sight::reach_of(const RecordType& type) {
  auto [place, fresh] = reaches_.try_emplace(&type);
  if (fresh) place->second = asker_->access.reach(asker_->actor, type, options::READ);
  return place->second;
}

Readable Sight::readable(const RecordType& type) const {
  return asker_ ? asker_->access.readable(asker_->actor, type) : given_;
}

ZoneWorth Sight::worth_of(std::uint32_t number) {
  auto zone = vocabulary_.zones->of(number);
  auto type = zone ? catalogue_.find(zone->type) : nullptr;
  if (!type || (only_ && type != only_)) return {};
  if (asker_ && reach_of(*type).kind == store::Reach::Kind::none) return {};
  auto [place, fresh] = fields_.try_emplace(type);
  if (fresh) place->second = searched_fields(*type);
  for (auto& field : place->second)
    if (field.name() == zone->field && may_read(field, readable(*type)))
      return {vocabulary_.zones->find(zone->type, ""),
              (field.high ? 2.2 : 1.0) * worth_of_type(*type)};
  return {};
}

Rounds::Looked Rounds::look(bool corrects) {
  Looked looked;
  for (auto& term : terms_) {
    auto found = term.word.key.empty() ? Found() : lists_.find(term, corrects);
    if (!found.matches.empty() || term.parts.empty()) {
      looked.terms.push_back(term);
      looked.found.push_back(std::move(found));
      continue;
    }
    for (auto& part : term.parts) {
      looked.terms.push_back(part);
      looked.found.push_back(lists_.find(part, corrects));
    }
  }
  return looked;
}

Round Rounds::joined(const Looked& looked, std::size_t without) {
  Round round;
  std::vector<const Found*> found;
  for (std::size_t i = 0; i < looked.found.size(); ++i) {
    if (i == without) continue;
    found.push_back(&looked.found[i]);
    round.wanted.push_back(wanted_of(looked.terms[i], looked.found[i]));
    round.is_cut = round.is_cut || looked.found[i].is_cut;
  }
  round.matches = intersect(found);
  return round;
}

Round Rounds::of(bool corrects) {
  return joined(look(corrects), none);
}

Round Rounds::without_one(std::string& left_out) {
  auto looked = look(true);
  Round best;
  if (looked.terms.size() < 2) return best;
  for (std::size_t i = 0; i < looked.terms.size(); ++i) {
    if (looked.terms[i].quote > 0) continue;
    auto round = joined(looked, i);
    // The fewer remain, the more the remaining words say.
    bool better = !round.matches.empty() &&
                  (best.matches.empty() || round.matches.size() < best.matches.size() ||
                   looked.found[i].matches.empty());
    if (!better) continue;
    best = std::move(round);
    left_out = looked.terms[i].text;
    if (looked.found[i].matches.empty()) break;
  }
  return best;
}

}  // namespace hub::search::impl
