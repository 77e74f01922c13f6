#pragma once
#include <memory>
#include <string>
#include <vector>

#include "hub/graphql/rows.hpp"

namespace hub::graphql {

/// One thing that went wrong while answering.
struct Failure {
  std::string text;
  Place place;
  std::string path;      ///< the root field
  Json extensions = {};  ///< code, and what the API said
};

/// What a write asks for, as a request to the API would.
struct Change {
  Origin::Kind kind;  ///< create, change, remove, act
  const RecordType* type;
  std::string id, action, idempotency_key;
  std::int64_t version = 0;
  Json input;
};
/// What came of it: the record as it was left (empty: none), and what an action answered.
struct Done {
  std::string id;
  Json answer;
};

/// Refused by the API; `extensions` go into the answer.
class Refused : public common::Error {
 public:
  Refused(common::ErrorCode code, const std::string& text, Json extensions)
      : Error(code, text), extensions_(std::move(extensions)) {}
  const Json& extensions() const { return extensions_; }

 private:
  Json extensions_;
};

struct Block;

/// What one field leads to, for each row of the block it belongs to.
struct Loaded {
  struct Target {
    std::uint32_t block, row;
  };
  std::vector<std::uint32_t> begins;  ///< targets of row r: begins[r] to begins[r + 1]
  std::vector<Target> targets;
  std::vector<std::unique_ptr<Block>> blocks;
  // of a connection
  std::vector<Loaded> parts;  ///< by its own fields
  std::vector<std::int64_t> totals;
  std::vector<PageInfo> pages;
  std::vector<std::uint32_t> page_of;  ///< by row: a record may stand in several rows
};

/// Rows of one type at one place of the query, and what their fields lead to.
struct Block {
  Shape* shape = nullptr;
  Rows rows;
  std::vector<Loaded> loaded;  ///< by the shape's picks
};

/// What the log says of a change.
struct Changed {
  std::string id, type, action;
  std::int64_t position, version;
};

/// Loads a query level by level: for each field of each type at a level one statement, however many
/// rows. Then writes the answer from what was loaded.
class Execution {
 public:
  Execution(const Planner& planner, Reading& reading) : planner_(planner), reading_(reading) {}

  /// Appends the value of one field of a query's root.
  void write_root(std::string& out, Pick& pick);
  /// What a subscription is answered for one change of a record: {"data":{…}}.
  std::string change_json(Pick& pick, const RecordType& type, const Changed& changed);
  /// Appends the record, or null where the caller may not read it.
  void write_record(std::string& out, Pick& pick, const RecordType& type, const std::string& id);

 private:
  void load(Block& block);
  void load_pick(Block& block, std::size_t index);
  void load_references(Block& block, Pick& pick, Loaded& loaded);
  void load_abouts(Block& block, Pick& pick, Loaded& loaded);
  void load_lines_of(Block& block, Pick& pick, Loaded& loaded);
  void load_connection(Pick& pick, const RecordType& type, const Parents* parents, Loaded& loaded);
  std::unique_ptr<Block> block_of(Pick& pick, const RecordType& type,
                                  const std::vector<std::string>& ids);
  const Type& type_of(const RecordType& type) const;

  void write_change(std::string& out, Pick& pick, const RecordType& type, const Changed& changed);
  void write_object(std::string& out, Block& block, std::size_t row);
  void write_pick(std::string& out, Block& block, std::size_t row, std::size_t index);
  void write_targets(std::string& out, const Loaded& loaded, std::size_t row, bool list);
  void write_connection(std::string& out, Pick& pick, Loaded& loaded, std::size_t row);

  const Planner& planner_;
  Reading& reading_;
};

}  // namespace hub::graphql
