// Flows and sets, beyond what each option says by itself: that every move can be made by somebody,
// and that every row of a set has an owner.
#include <algorithm>
#include <set>
#include <string>

#include "common/schema/schema.hpp"

#include <CppUTest/TestHarness.h>

namespace schema = common::schema;
namespace options = schema::options;
using schema::RecordType;

namespace {

const schema::Catalogue& catalogue() {
  static const auto all = schema::Catalogue::compiled();
  return all;
}

/// Act by link or by what a partner was given, not by a grant of the type.
bool comes_from_outside(const std::string& role) {
  return role == "customer" || role == "partner";
}

bool allows(const options::Access& access, const std::string& action) {
  auto may = [&](options::May right) {
    return std::count(access.may().begin(), access.may().end(), right) > 0;
  };
  return may(options::ACT) || may(options::ALL) ||
         std::count(access.actions().begin(), access.actions().end(), action) > 0;
}

/// Whether some grant of the type, or of its owner's, lets the role take the action.
bool is_granted(const RecordType& type, const std::string& role, const std::string& action) {
  if (type.kind() == options::OWNED && type.options->access_size() == 0) {
    for (auto owner : type.owner_references())
      if (is_granted(catalogue().type(owner->options->refers()), role, action)) return true;
    return false;
  }
  for (auto& access : type.options->access())
    if ((access.role() == role || access.role() == "*") && allows(access, action)) return true;
  return false;
}

/// States that a record can be in, following moves only.
std::set<std::string> reachable(const options::Flow& flow) {
  std::set<std::string> reached{flow.state(0)};
  for (int round = 0; round < flow.state_size(); ++round)
    for (auto& move : flow.move())
      for (auto& from : move.from())
        if (reached.count(from)) reached.insert(move.to());
  return reached;
}

}  // namespace

TEST_GROUP(Flows){};

TEST(Flows, every_action_can_be_taken_from_every_state_it_names) {
  std::string faults;
  for (auto& type : catalogue().types()) {
    if (!type->flow()) continue;
    auto reached = reachable(*type->flow());
    std::set<std::string> seen;
    for (auto& move : type->flow()->move())
      for (auto& from : move.from()) {
        if (!reached.count(from)) faults += type->name + " never is " + from + "\n";
        if (!seen.insert(move.action() + " from " + from).second)
          faults += type->name + ": " + move.action() + " leads to two states from " + from + "\n";
      }
  }
  STRCMP_EQUAL("", faults.c_str());
}

TEST(Flows, every_role_that_a_move_names_is_granted_it) {
  std::string faults;
  for (auto& type : catalogue().types()) {
    if (!type->flow()) continue;
    for (auto& move : type->flow()->move())
      for (auto& role : move.role()) {
        if (role == "system" || role == "admin" || comes_from_outside(role)) continue;
        if (!is_granted(*type, role, move.action()))
          faults += type->name + ": " + role + " may not " + move.action() + "\n";
      }
  }
  STRCMP_EQUAL("", faults.c_str());
}

TEST(Flows, a_move_that_names_no_role_is_granted_to_somebody) {
  std::string faults;
  for (auto& type : catalogue().types()) {
    if (!type->flow()) continue;
    for (auto& move : type->flow()->move()) {
      if (move.role_size() > 0) continue;
      bool granted = is_granted(*type, "*", move.action());
      for (auto& access : type->options->access())
        granted = granted || is_granted(*type, access.role(), move.action());
      if (!granted) faults += type->name + ": nobody may " + move.action() + "\n";
    }
  }
  STRCMP_EQUAL("", faults.c_str());
}

TEST(Flows, every_row_of_a_set_has_an_owner_that_is_no_row_itself) {
  std::string faults;
  for (auto& type : catalogue().types()) {
    if (type->kind() != options::OWNED) continue;
    auto owners = type->owner_references();
    if (owners.empty()) faults += type->name + " has no owner\n";
    if (owners.size() == 1 && !owners[0]->options->required())
      faults += type->name + "." + owners[0]->name + " may be empty\n";
    for (auto owner : owners)
      if (catalogue().type(owner->options->refers()).kind() == options::OWNED)
        faults += type->name + " hangs on a row of another set\n";
  }
  STRCMP_EQUAL("", faults.c_str());
}
