// Who may do what with each record type, as one table that a reviewer sees change.
#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "common/ids/ids.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/support/places.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using hub::store::Access;
using hub::store::Actor;
using hub::store::Reach;
using hub::store::RecordType;
using test::json;
using test::Office;
namespace options = common::schema::options;

namespace {

/// Every delivered role.
const std::vector<std::string> roles = {"admin",         "dispatcher", "technician", "bookkeeper",
                                        "sales_manager", "sales_rep",  "marketing",  "support",
                                        "executive",     "analyst",    "partner",    "customer"};
const std::string table_file = support::source_folder() + "/tests/hub/api/rights_table.txt";
const std::string renewed_file = support::build_folder() + "/rights_table.txt";

const char* const heading =
    "# Who may do what, by record type and role; made from the grants in proto/records.\n"
    "# R read, C create, U change, D delete, A every action, a the actions that the grant names.\n"
    "# A * follows what is bound by a condition. Administrators may everything.\n";

Actor actor_of(const std::string& role) {
  Actor actor;
  actor.tenant = "t";
  actor.user = "u";
  actor.technician = "t";
  actor.roles = {role};
  return actor;
}

/// One of the actions that the role is granted by name.
std::string named_action(const RecordType& type, const std::string& role) {
  for (auto& access : type.options->access())
    if (access.actions_size() > 0 && (access.role() == role || access.role() == "*"))
      return access.actions(0);
  return {};
}

/// "R*CA", or "-" for nothing.
std::string letters(const Access& access, const RecordType& type, const std::string& role) {
  auto actor = actor_of(role);
  std::string text;
  auto add = [&](const char* letter, Reach::Kind kind) {
    if (kind != Reach::Kind::none) text += letter;
    if (kind == Reach::Kind::some) text += "*";
  };
  for (auto [letter, right] :
       std::vector<std::pair<const char*, options::May>>{{"R", options::READ},
                                                         {"C", options::CREATE},
                                                         {"U", options::CHANGE},
                                                         {"D", options::DELETE},
                                                         {"A", options::ACT}})
    add(letter, access.reach(actor, type, right).kind);
  if (auto action = named_action(type, role); !action.empty())
    add("a", access.act_reach(actor, type, action).kind);
  return text.empty() ? "-" : text;
}

std::string line_of(const std::string& name, const std::vector<std::string>& cells) {
  std::string line = name;
  std::size_t width = 42;
  for (auto& cell : cells) {
    line.resize(std::max(line.size() + 1, width), ' ');
    line += cell;
    width += 14;
  }
  return line + "\n";
}

std::string table_of(const Access& access, const common::schema::Catalogue& catalogue) {
  std::map<std::string, std::string> lines;
  for (auto& type : catalogue.types()) {
    if (type->options->internal()) continue;
    std::vector<std::string> cells;
    for (auto& role : roles) cells.push_back(letters(access, *type, role));
    lines[type->name] = line_of(type->name, cells);
  }
  std::string text = heading + line_of("#", roles);
  for (auto& [name, line] : lines) text += line;
  return text;
}

std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> lines_of(const std::string& text) {
  std::set<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.insert(line);
  return lines;
}

/// Lines that only one of them has, as a reviewer reads them.
std::string difference(const std::string& before, const std::string& after) {
  auto old_lines = lines_of(before), new_lines = lines_of(after);
  std::string text;
  for (auto& line : old_lines)
    if (!new_lines.count(line)) text += "- " + line + "\n";
  for (auto& line : new_lines)
    if (!old_lines.count(line)) text += "+ " + line + "\n";
  return text;
}

/// Type → role → letters, from the table in the tree.
std::map<std::string, std::map<std::string, std::string>> granted() {
  std::map<std::string, std::map<std::string, std::string>> table;
  for (auto& line : lines_of(read(table_file))) {
    if (line.starts_with("#")) continue;
    std::istringstream words(line);
    std::string name, cell;
    words >> name;
    for (auto& role : roles) {
      words >> cell;
      table[name][role] = cell;
    }
  }
  return table;
}

bool has(const std::string& cell, char letter) {
  return cell.find(letter) != std::string::npos;
}

}  // namespace

TEST_GROUP(RightsTable) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  void teardown() override {
    office.reset();
  }
};

TEST(RightsTable, every_change_of_rights_is_a_change_of_the_table) {
  auto now = table_of(office->access(), office->catalogue);
  if (now == read(table_file)) return;

  std::ofstream(renewed_file) << now;
  FAIL(("the rights differ from tests/hub/api/rights_table.txt:\n" +
        difference(read(table_file), now) +
        "If this is meant, renew the table and commit it:\n  cp " + renewed_file +
        " tests/hub/api/rights_table.txt\n")
           .c_str());
}

TEST(RightsTable, what_the_table_does_not_grant_is_refused_over_http) {
  auto table = granted();
  auto& types = office->catalogue.types();
  auto shown = std::count_if(types.begin(), types.end(),
                             [](auto& type) { return !type->options->internal(); });
  LONGS_EQUAL(shown, table.size());
  auto nowhere = common::make_id(office->clock.now());
  std::string faults;
  int requests = 0;
  for (auto& role : roles) {
    auto client = office->sign_in(role);
    for (auto& type : office->catalogue.types()) {
      if (type->options->internal()) continue;
      auto& cell = table[type->name][role];
      auto root = "/api/" + type->path + "/", one = root + nowhere + "/";
      auto check = [&](char letter, Method method, const std::string& target, const json& body) {
        ++requests;
        auto reply = client.send(method, target, body, "\"1\"");
        // Refused for the type as such; what a condition or the kind refuses is told otherwise.
        bool refused =
            reply.status == 403 &&
            reply.json().value("detail", "").starts_with("your role may not do this with ");
        if (refused == has(cell, letter) || reply.status >= 500)
          faults += role + " " + std::string(common::http::method_name(method)) + " " + target +
                    " is answered " + std::to_string(reply.status) + ", the table says " + cell +
                    "\n";
      };
      check('R', Method::get, root, nullptr);
      check('R', Method::get, one, nullptr);
      check('R', Method::get, one + "history/", nullptr);
      check('C', Method::post, root, json::object());
      check('U', Method::patch, one, json::object());
      check('D', Method::delete_, one, nullptr);
      if (has(cell, 'A') || has(cell, 'a') || !type->flow()) continue;
      for (auto& move : type->flow()->move()) {
        ++requests;
        auto status = client.send(Method::post, one + move.action() + "/", json::object()).status;
        if (status != 403)
          faults +=
              role + " " + one + move.action() + " is answered " + std::to_string(status) + "\n";
      }
    }
  }
  CHECK(requests > 2000);
  STRCMP_EQUAL("", faults.c_str());
}
