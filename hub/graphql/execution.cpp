#include "hub/graphql/execution.hpp"

#include <algorithm>
#include <unordered_map>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "hub/graphql/impl/cells.hpp"
#include "hub/graphql/introspection.hpp"

namespace hub::graphql {
namespace {

using Kind = Origin::Kind;
using common::codec::append_json_text;

/// PostgreSQL knows no NUL in a text.
std::string text_argument(const Pick& pick, const char* name) {
  auto found = pick.argument(name);
  auto text = found ? found->get<std::string>() : std::string();
  if (text.find('\0') != std::string::npos) common::refuse(name, "a control character in a text");
  return text;
}

ListArguments list_arguments(const Pick& pick) {
  auto first = pick.argument("first");
  auto fallback = pick.field->find_argument("first")->fallback.get<std::int64_t>();
  return {text_argument(pick, "filter"), text_argument(pick, "orderBy"),
          text_argument(pick, "search"), text_argument(pick, "after"),
          first ? first->get<std::int64_t>() : fallback};
}

using Places = std::unordered_map<std::string, std::uint32_t>;

Places places_of(const Rows& rows) {
  Places places;
  places.reserve(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row)
    places.emplace(rows.text(row, 0), static_cast<std::uint32_t>(row));
  return places;
}

/// Each once, in no order.
std::vector<std::string> distinct(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

void next_row(Loaded& loaded) {
  loaded.begins.push_back(static_cast<std::uint32_t>(loaded.targets.size()));
}

void write_key(std::string& out, const Pick& pick, bool first) {
  if (!first) out += ',';
  append_json_text(out, pick.key);
  out += ':';
}

void write_page_info(std::string& out, const Planner& planner, Pick& pick, const PageInfo& info) {
  auto& shape = planner.below(pick, *pick.field->type.type);
  auto cursor = [&](const std::string& text) {
    if (text.empty())
      out += "null";
    else
      append_json_text(out, text);
  };
  out += '{';
  for (auto& part : shape.picks) {
    write_key(out, part, &part == &shape.picks.front());
    auto& name = part.field->name;
    if (name == "__typename")
      append_json_text(out, shape.type->name);
    else if (name == "hasNextPage" || name == "hasPreviousPage")
      out += (name == "hasNextPage" ? info.has_next : info.has_previous) ? "true" : "false";
    else
      cursor(name == "startCursor" ? info.start : info.end);
  }
  out += '}';
}

}  // namespace

const Type& Execution::type_of(const RecordType& type) const {
  auto found = planner_.schema().of_record.find(&type);
  if (found == planner_.schema().of_record.end())
    throw common::Error(common::ErrorCode::internal, type.name + " is not in the schema");
  return *found->second;
}

// ---- loading

void Execution::load(Block& block) {
  block.loaded.resize(block.shape->picks.size());
  if (block.rows.size() == 0) return;
  for (std::size_t i = 0; i < block.loaded.size(); ++i) load_pick(block, i);
}

void Execution::load_pick(Block& block, std::size_t index) {
  auto& pick = block.shape->picks[index];
  auto& loaded = block.loaded[index];
  auto& origin = pick.field->origin;
  switch (origin.kind) {
    case Kind::record:
      return load_references(block, pick, loaded);
    case Kind::about:
      return load_abouts(block, pick, loaded);
    case Kind::lines:
      return load_lines_of(block, pick, loaded);
    case Kind::referrers: {
      auto ids = block.rows.ids();
      Parents parents{origin.field, origin.lines, block.shape->type->record->name, distinct(ids)};
      for (auto& id : ids) {
        auto place = std::lower_bound(parents.ids.begin(), parents.ids.end(), id);
        loaded.page_of.push_back(static_cast<std::uint32_t>(place - parents.ids.begin()));
      }
      return load_connection(pick, *origin.target, &parents, loaded);
    }
    default:
      return;
  }
}

std::unique_ptr<Block> Execution::block_of(Pick& pick, const RecordType& type,
                                           const std::vector<std::string>& ids) {
  auto block = std::make_unique<Block>();
  block->shape = &planner_.below(pick, type_of(type));
  block->rows = load_by_ids(reading_, type, block->shape->columns, ids);
  load(*block);
  return block;
}

void Execution::load_references(Block& block, Pick& pick, Loaded& loaded) {
  std::vector<std::vector<std::string>> wanted;
  std::vector<std::string> all;
  for (std::size_t row = 0; row < block.rows.size(); ++row) {
    wanted.push_back(impl::ids_in(pick.field->origin, block.rows.at(row, pick.column)));
    all.insert(all.end(), wanted.back().begin(), wanted.back().end());
  }
  loaded.blocks.push_back(block_of(pick, *pick.field->origin.target, distinct(std::move(all))));
  auto places = places_of(loaded.blocks[0]->rows);
  for (auto& ids : wanted) {
    next_row(loaded);
    for (auto& id : ids)
      if (auto found = places.find(id); found != places.end())
        loaded.targets.push_back({0, found->second});
  }
  next_row(loaded);
}

void Execution::load_abouts(Block& block, Pick& pick, Loaded& loaded) {
  std::map<std::string, std::vector<std::string>> by_type;
  for (std::size_t row = 0; row < block.rows.size(); ++row)
    by_type[block.rows.text(row, pick.column + 1)].push_back(block.rows.text(row, pick.column));
  std::map<std::string, std::pair<std::uint32_t, Places>> found;
  for (auto& [name, ids] : by_type) {
    auto type = reading_.catalogue.find(name);
    if (!type || !planner_.schema().of_record.count(type)) continue;
    auto index = static_cast<std::uint32_t>(loaded.blocks.size());
    loaded.blocks.push_back(block_of(pick, *type, distinct(std::move(ids))));
    found.emplace(name, std::pair(index, places_of(loaded.blocks.back()->rows)));
  }
  for (std::size_t row = 0; row < block.rows.size(); ++row) {
    next_row(loaded);
    auto of_type = found.find(block.rows.text(row, pick.column + 1));
    if (of_type == found.end()) continue;
    auto& [index, places] = of_type->second;
    if (auto place = places.find(block.rows.text(row, pick.column)); place != places.end())
      loaded.targets.push_back({index, place->second});
  }
  next_row(loaded);
}

void Execution::load_lines_of(Block& block, Pick& pick, Loaded& loaded) {
  auto& origin = pick.field->origin;
  auto lines = std::make_unique<Block>();
  lines->shape = &planner_.below(pick, *pick.field->type.type);
  lines->rows = load_lines(reading_, *origin.target, *origin.field, lines->shape->columns,
                           distinct(block.rows.ids()));
  load(*lines);
  std::unordered_map<std::string, std::vector<std::uint32_t>> of_record;
  for (std::size_t row = 0; row < lines->rows.size(); ++row)
    of_record[lines->rows.text(row, 0)].push_back(static_cast<std::uint32_t>(row));
  for (auto& id : block.rows.ids()) {
    next_row(loaded);
    for (auto row : of_record[id]) loaded.targets.push_back({0, row});
  }
  next_row(loaded);
  loaded.blocks.push_back(std::move(lines));
}

void Execution::load_connection(Pick& pick, const RecordType& type, const Parents* parents,
                                Loaded& loaded) {
  auto arguments = list_arguments(pick);
  auto& shape = planner_.below(pick, *pick.field->type.type);
  loaded.parts.resize(shape.picks.size());
  for (std::size_t i = 0; i < shape.picks.size(); ++i) {
    auto& part = shape.picks[i];
    auto& into = loaded.parts[i];
    if (part.is(Kind::total)) into.totals = count_rows(reading_, type, arguments, parents);
    if (!part.is(Kind::nodes)) continue;
    auto block = std::make_unique<Block>();
    block->shape = &planner_.below(part, type_of(type));
    auto pages = load_pages(reading_, type, block->shape->columns, arguments, parents);
    block->rows = std::move(pages.rows);
    load(*block);
    for (auto& span : pages.spans) {
      next_row(into);
      for (auto row = span.begin; row < span.begin + span.count; ++row)
        into.targets.push_back({0, row});
    }
    next_row(into);
    into.blocks.push_back(std::move(block));
    loaded.pages = std::move(pages.info);
  }
  bool wants_pages = std::any_of(shape.picks.begin(), shape.picks.end(),
                                 [](auto& part) { return part.is(Kind::page); });
  if (wants_pages && loaded.pages.empty())
    loaded.pages = load_pages(reading_, type, {"id"}, arguments, parents).info;
}

// ---- writing

void Execution::write_root(std::string& out, Pick& pick) {
  auto& origin = pick.field->origin;
  if (pick.field->name == "__typename")
    append_json_text(out, planner_.schema().query->name);
  else if (pick.field->name.starts_with("__"))
    write_introspection(out, planner_, pick);
  else if (origin.kind == Kind::one)
    write_record(out, pick, *origin.target, text_argument(pick, "id"));
  else if (origin.kind == Kind::list) {
    Loaded loaded;
    load_connection(pick, *origin.target, nullptr, loaded);
    write_connection(out, pick, loaded, 0);
  } else {
    out += "null";
  }
}

void Execution::write_record(std::string& out, Pick& pick, const RecordType& type,
                             const std::string& id) {
  auto block = block_of(pick, type, {id});
  if (block->rows.size() == 0)
    out += "null";
  else
    write_object(out, *block, 0);
}

std::string Execution::change_json(Pick& pick, const RecordType& type, const Changed& changed) {
  std::string out = "{\"data\":{";
  write_key(out, pick, true);
  if (pick.is(Kind::changed))
    write_record(out, pick, type, changed.id);
  else
    write_change(out, pick, type, changed);
  return out + "}}";
}

void Execution::write_change(std::string& out, Pick& pick, const RecordType& type,
                             const Changed& changed) {
  auto& shape = planner_.below(pick, *pick.field->type.type);
  out += '{';
  for (auto& part : shape.picks) {
    write_key(out, part, &part == &shape.picks.front());
    auto& name = part.field->name;
    if (name == "record")
      write_record(out, part, type, changed.id);
    else if (name == "version")
      out += std::to_string(changed.version);
    else if (name == "position")
      out += "\"" + std::to_string(changed.position) + "\"";
    else if (name == "id")
      append_json_text(out, changed.id);
    else if (name == "type")
      append_json_text(out, changed.type);
    else
      append_json_text(out, name == "action" ? changed.action : shape.type->name);
  }
  out += '}';
}

void Execution::write_object(std::string& out, Block& block, std::size_t row) {
  require_answer_size(out);
  out += '{';
  for (std::size_t i = 0; i < block.shape->picks.size(); ++i) {
    write_key(out, block.shape->picks[i], i == 0);
    write_pick(out, block, row, i);
  }
  out += '}';
}

void Execution::write_pick(std::string& out, Block& block, std::size_t row, std::size_t index) {
  auto& pick = block.shape->picks[index];
  auto& origin = pick.field->origin;
  switch (origin.kind) {
    case Kind::none:
      return append_json_text(out, block.shape->type->name);  // __typename
    case Kind::record:
    case Kind::about:
    case Kind::lines:
      return write_targets(out, block.loaded[index], row, pick.field->type.list);
    case Kind::referrers:
      return write_connection(out, pick, block.loaded[index], row);
    default:
      impl::write_cells(out, planner_, pick,
                        {&block.rows.at(row, pick.column), origin.columns.size()});
  }
}

void Execution::write_targets(std::string& out, const Loaded& loaded, std::size_t row, bool list) {
  auto from = loaded.begins[row], to = loaded.begins[row + 1];
  if (!list) {
    if (from == to)
      out += "null";
    else
      write_object(out, *loaded.blocks[loaded.targets[from].block], loaded.targets[from].row);
    return;
  }
  out += '[';
  for (auto i = from; i < to; ++i) {
    if (i != from) out += ',';
    write_object(out, *loaded.blocks[loaded.targets[i].block], loaded.targets[i].row);
  }
  out += ']';
}

void Execution::write_connection(std::string& out, Pick& pick, Loaded& loaded, std::size_t row) {
  auto& shape = planner_.below(pick, *pick.field->type.type);
  auto page = loaded.page_of.empty() ? row : loaded.page_of[row];
  out += '{';
  for (std::size_t i = 0; i < shape.picks.size(); ++i) {
    auto& part = shape.picks[i];
    write_key(out, part, i == 0);
    if (part.is(Kind::total))
      out += std::to_string(loaded.parts[i].totals[page]);
    else if (part.is(Kind::nodes))
      write_targets(out, loaded.parts[i], page, true);
    else if (part.is(Kind::page))
      write_page_info(out, planner_, part, loaded.pages[page]);
    else
      append_json_text(out, shape.type->name);
  }
  out += '}';
}

}  // namespace hub::graphql
