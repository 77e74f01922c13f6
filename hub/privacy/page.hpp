#pragma once
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "common/schema/schema.hpp"

namespace hub::privacy {

/// The page that a person reads: a heading per type, a table per record. Whatever stands in a
/// record is text: nothing of it runs.
class Page {
 public:
  explicit Page(const std::filesystem::path& file);
  void begin_type(const common::schema::RecordType& type);
  void add(const common::schema::RecordType& type, const nlohmann::json& record);
  void add_file(const std::string& name);
  void end();

 private:
  std::ofstream out_;
  bool files_ = false;
};

std::string escaped(const std::string& text);

}  // namespace hub::privacy
