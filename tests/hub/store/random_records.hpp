#pragma once
#include <random>
#include <string>

#include "common/schema/schema.hpp"

namespace stores {

/// Records and filters that are likely to meet: everything is drawn from small pools with awkward
/// values in them. The same seed gives the same.
class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}

  std::size_t below(std::size_t bound) { return engine_() % bound; }
  bool chance(std::size_t percent) { return below(100) < percent; }
  template <class Pool>
  auto pick(const Pool& pool) {
    return pool[below(std::size(pool))];
  }

  std::string id();
  std::string text();
  /// With header; a third of the fields is not set.
  std::unique_ptr<common::schema::Message> record(const common::schema::RecordType& type,
                                                  const std::string& tenant);
  /// A filter that the type's parser accepts.
  std::string filter(const common::schema::RecordType& type, int depth = 0);

 private:
  void fill(common::schema::Message& message, const std::vector<common::schema::Field>& fields);
  void add_value(common::schema::Message& message, const common::schema::Field& field);
  void set_message(common::schema::Message& value, const common::schema::Field& field);
  std::string comparison(const common::schema::RecordType& type);
  std::string header_comparison(const common::schema::RecordType& type);
  std::string field_comparison(const std::string& path, const common::schema::Field& field);
  /// A comparison on what a reference of the type leads to, or on the type itself.
  std::string path_comparison(const common::schema::RecordType& type, int hops);
  /// A value computed from fields of this kind; empty where the type has none.
  std::string number_value(const common::schema::RecordType& type, int depth);
  std::string money_value(const common::schema::RecordType& type, int depth);
  std::string time_value(const common::schema::RecordType& type, common::schema::FieldKind kind);
  std::string computed_comparison(const common::schema::RecordType& type);
  std::string instant_literal();
  std::string number_literal();
  std::string date_literal();
  std::string quote(const std::string& text);

  std::mt19937 engine_;
};

}  // namespace stores
