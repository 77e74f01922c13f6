#pragma once
#include <string>
#include <vector>

#include "common/codec/json.hpp"

namespace hub::quality {

/// How much of what matters a record says. What matters follows from what its type declares, by
/// weight: required fields 3, what the title and lists show, what is searched with weight and what
/// it is known by 2, other fields that people fill 1 when they are protected data of a person or
/// indexed. Computed and locked fields do not count.
struct Completeness {
  int percent = 100;                 ///< 0..100; 100 for a type of which nothing matters
  std::vector<std::string> missing;  ///< fields that say nothing yet, weightiest first
};
/// Of what `visible` shows.
Completeness completeness_of(const common::schema::RecordType& type,
                             const common::schema::Message& record,
                             const common::codec::Visible& visible = {});
common::codec::Json completeness_json(const Completeness& completeness);

}  // namespace hub::quality
