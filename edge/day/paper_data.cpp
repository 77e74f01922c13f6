#include "edge/day/paper_data.hpp"

#include <algorithm>
#include <cmath>

#include "common/codec/values.hpp"
#include "edge/day/impl/sections.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"
#include "proto/records/people/technician.pb.h"

namespace edge::day {
namespace {

using truckroll::field::ChecklistTemplate;
using Question = ChecklistTemplate::Question;

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::string address_text(const json& address, const char* between) {
  if (!address.is_object()) return {};
  auto place = text_of(address["postal_code"]);
  auto city = text_of(address["city"]);
  if (!place.empty() && !city.empty()) place += " ";
  place += city;
  auto line = text_of(address["line1"]);
  if (!line.empty() && !place.empty()) line += between;
  return line + place;
}

/// What the report's table of checks says of an answer; other answers stand in the remark.
std::string result_of(const json& question) {
  auto& value = question["value"];
  if (value.is_null()) return {};
  if (value.is_boolean()) return value.get<bool>() ? "OK" : "Defect";
  if (question.contains("in_limits")) return question["in_limits"].get<bool>() ? "OK" : "Defect";
  static constexpr std::string_view known[] = {"OK", "Defect", "Repaired", "Not applicable"};
  auto text = text_of(value);
  return std::find(std::begin(known), std::end(known), text) == std::end(known) ? "" : text;
}

std::string remark_of(const json& question, const std::string& result) {
  auto kind = text_of(question["kind"]);
  auto& value = question["value"];
  if (value.is_null() || value.is_boolean() || text_of(value) == result) return {};
  if (kind == "photo" || kind == "signature") return "see photo";
  auto unit = text_of(question["unit"]);
  return text_of(value) + (unit.empty() ? "" : " " + unit);
}

json checks_of(const json& lists) {
  json rows = json::array();
  for (auto& list : lists)
    for (auto& question : list["questions"]) {
      auto result = result_of(question);
      rows.push_back({{"item", question["label"]},
                      {"result", result},
                      {"remark", remark_of(question, result)},
                      {"answer", question["value"].is_null() ? json("") : question["value"]}});
    }
  return rows;
}

/// Answers by question, so that a map can name them: answers.filter_ok.
json answers_of(const json& lists) {
  json answers = json::object();
  for (auto& list : lists)
    for (auto& question : list["questions"])
      if (!question["value"].is_null()) answers[text_of(question["key"])] = question["value"];
  return answers;
}

std::string event_time(const json& events, std::initializer_list<std::string_view> kinds) {
  for (auto& event : events)
    for (auto kind : kinds)
      if (event["kind"] == kind) return text_of(event["at"]);
  return {};
}

int labour_minutes(const json& time, common::Instant now) {
  int minutes = 0;
  for (auto& entry : time["entries"]) {
    if (entry["activity"] != "labour") continue;
    if (entry["minutes"].is_number()) {
      minutes += entry["minutes"].get<int>();
      continue;
    }
    auto span = now - common::parse_instant(text_of(entry["start"]));
    minutes += static_cast<int>(
        std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::minutes>(span).count()));
  }
  return minutes;
}

json times_of(const Screen& screen, const json& detail, const std::string& zone) {
  auto arrived = event_time(detail["events"], {"arrived"});
  auto left = event_time(detail["events"], {"left", "done"});
  auto shown = [&](const std::string& at) {
    return at.empty() ? std::string() : local_time(common::parse_instant(at), zone);
  };
  auto minutes = labour_minutes(detail["time"], screen.now);
  return {{"date", local_day(screen.now, zone)},
          {"arrival", shown(arrived)},
          {"departure", left.empty() ? local_time(screen.now, zone) : shown(left)},
          {"minutes", std::to_string(minutes)},
          {"hours", common::codec::format_scaled(std::llround(minutes / 60.0 * 100) * 10'000, 6)}};
}

json company_of(const Screen& screen) {
  json company{{"name", screen.crew.company}, {"address", ""}};
  auto me = screen.records.find<truckroll::people::Technician>(screen.crew.actor.technician);
  if (!me) return company;
  auto branch = screen.records.find<truckroll::admin::Branch>(me->branch());
  if (!branch) return company;
  auto& address = branch->address();
  company["address"] = address_text(json{{"line1", address.line1()},
                                         {"postal_code", address.postal_code()},
                                         {"city", address.city()}},
                                    ", ");
  if (auto entity = screen.records.find<truckroll::ledger::LegalEntity>(branch->legal_entity()))
    company["name"] = entity->name();
  return company;
}

json notes_text(const json& notes) {
  std::string text;
  for (auto& note : notes) text += (text.empty() ? "" : "\n") + text_of(note["text"]);
  return text;
}

}  // namespace

json collect_paper_data(const Screen& screen, const std::string& visit) {
  auto work = load_work(screen.records, visit);
  auto detail = make_detail(screen, visit);
  auto zone = work.visit.zone().empty() ? screen.crew.zone : work.visit.zone();
  json equipment = detail["equipment"].empty() ? json::object() : detail["equipment"][0];
  auto contact = text_of(detail["contact_name"]);
  auto phone = text_of(detail["phone"]);
  if (!contact.empty() && !phone.empty()) contact += ", ";
  return {{"company", company_of(screen)},
          {"job",
           {{"number", detail["number"]},
            {"summary", detail["summary"]},
            {"description", text_of(detail["description"])},
            {"type", text_of(detail["job_type"])}}},
          {"customer", {{"name", text_of(detail["account_name"])}, {"contact", contact + phone}}},
          {"site",
           {{"name", text_of(detail["site_name"])},
            {"address", address_text(detail["address"], "\n")}}},
          {"equipment",
           {{"name", text_of(equipment.value("name", json()))},
            {"serial", text_of(equipment.value("serial", json()))}}},
          {"technician", {{"name", screen.crew.actor.name}}},
          {"times", times_of(screen, detail, zone)},
          {"checklist", checks_of(detail["checklist"])},
          {"answers", answers_of(detail["checklist"])},
          {"parts", detail["parts"]["used"]},
          {"findings", work.job.findings()},
          {"work_done", work.job.has_resolution() ? work.job.resolution() : work.job.summary()},
          {"notes", notes_text(detail["notes"])},
          {"follow_up", {{"required", false}, {"reason", ""}}}};
}

std::map<std::string, std::string> service_report_values(const json& data) {
  auto at = [&](const char* pointer) {
    return text_of(data.value(json::json_pointer(pointer), json()));
  };
  std::map<std::string, std::string> values{{"company_name", at("/company/name")},
                                            {"company_address", at("/company/address")},
                                            {"job_number", at("/job/number")},
                                            {"report_date", at("/times/date")},
                                            {"customer_name", at("/customer/name")},
                                            {"customer_contact", at("/customer/contact")},
                                            {"site_address", at("/site/address")},
                                            {"equipment_name", at("/equipment/name")},
                                            {"equipment_serial", at("/equipment/serial")},
                                            {"technician_name", at("/technician/name")},
                                            {"arrival_time", at("/times/arrival")},
                                            {"departure_time", at("/times/departure")},
                                            {"findings", at("/findings")},
                                            {"work_done", at("/work_done")},
                                            {"labour_hours", at("/times/hours")},
                                            {"notes", at("/notes")},
                                            {"follow_up_reason", at("/follow_up/reason")}};
  bool again = data.value(json::json_pointer("/follow_up/required"), false);
  values["follow_up_required"] = again ? "true" : "false";
  std::size_t row = 0;
  for (auto& check : data.value("checklist", json::array())) {
    auto prefix = "checklist_" + std::to_string(++row) + "_";
    for (auto part : {"item", "result", "remark"}) values[prefix + part] = text_of(check[part]);
  }
  row = 0;
  for (auto& part : data.value("parts", json::array())) {
    auto prefix = "part_" + std::to_string(++row) + "_";
    values[prefix + "number"] = text_of(part["code"]);
    values[prefix + "name"] = text_of(part["name"]);
    values[prefix + "quantity"] = text_of(part["quantity"]);
  }
  return values;
}

}  // namespace edge::day
