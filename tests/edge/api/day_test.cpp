#include "tests/edge/api/fixture.hpp"

#include "pdf/integrity.hpp"
#include "proto/records/content/digital_signature.pb.h"
#include "tests/support/full_disk.hpp"

#include <CppUTest/TestHarness.h>

using nlohmann::json;
using van_test::ServedVan;

namespace {

void answer_all(ServedVan& van) {
  auto list = van.show()["checklist"][0]["id"].get<std::string>();
  auto path = "/api/visits/" + van_test::visit + "/checklists/" + list + "/answers";
  van.post(path, {{"key", "power_off"}, {"value", true}});
  van.post(path, {{"key", "pressure"}, {"value", "1.5"}});
}

/// Fills the report and has it signed; its id.
std::string sign_report(ServedVan& van) {
  auto paper = van.act("papers", {{"template", van_test::report}})["id"].get<std::string>();
  van.post("/api/papers/" + paper + "/sign", van_test::signature());
  return paper;
}

bool mentions(const json& problem, const std::string& words) {
  return problem.dump().find(words) != std::string::npos;
}

}  // namespace

TEST_GROUP(VanDay) {
  ServedVan van;
};

TEST(VanDay, the_whole_day_without_network) {
  CHECK(van.get("/api/today")["visits"][0]["number"] == "WO-2041");
  CHECK(van.get("/api/status")["sync"]["online"] == false);
  CHECK(van.act("accept")["state"] == "accepted");
  van.drive("07:30:00", "07:30:00");
  auto driving = van.act("on-my-way");
  CHECK(driving["state"] == "on_my_way");
  CHECK(!driving["eta"].is_null());
  van.drive("07:30:01", "07:37:30");
  CHECK(van.get("/api/today")["visits"][0]["proposal"]["kind"] == "on_site");
  CHECK(van.act("arrive", {{"origin", "geofence"}})["state"] == "on_site");
  van.act("start");
  van.act("time/start", {{"activity", "labour"}});
  CHECK(van.show()["time"]["running"]["activity"] == "labour");
  auto refused = van.act("complete", {{"resolution", "Serviced"}}, 409);
  CHECK(mentions(refused, "Boiler service"));
  CHECK(mentions(refused, "Service report"));
  answer_all(van);
  van.act("parts", {{"code", "7610000000017"}, {"quantity", "2"}});
  van.act("notes", {{"text", "Valve is stiff"}});
  sign_report(van);
  van.clock.advance(std::chrono::minutes(40));
  van.act("time/stop");
  CHECK(van.show()["completion"]["ready"] == true);

  auto done = van.act("complete", {{"resolution", "Serviced, filter exchanged"}});

  CHECK(done["state"] == "done");
  auto detail = van.show();
  CHECK(detail["time"]["entries"][0]["minutes"] == 40);
  CHECK(detail["parts"]["used"][0]["quantity"] == "2");
  auto sync = van.get("/api/sync");
  CHECK(sync["waiting"].get<int>() >= 14);
  CHECK(sync["operations"][0]["text"] == "Done at Alpenhotel, boiler room");
  CHECK(sync["operations"][0]["state"] == "waiting");
  CHECK(sync["blobs_waiting"].get<int>() == 2);
}

TEST(VanDay, everything_is_there_after_a_restart) {
  van.act("accept");
  van.act("on-my-way");
  van.act("notes", {{"text", "Valve is stiff"}});
  auto paper = sign_report(van);

  van.restart();

  auto detail = van.show();
  CHECK(detail["state"] == "on_my_way");
  CHECK(detail["waiting"] == true);
  CHECK_EQUAL(2, detail["notes"].size());
  CHECK(detail["papers"][0]["id"] == paper);
  CHECK(detail["papers"][0]["signed_by"] == "Anna Müller");
}

TEST(VanDay, pause_and_resume_no_access_and_decline_say_why) {
  van.act("on-my-way");
  van.act("arrive");
  CHECK(van.act("pause", {{"reason", "Waiting for parts"}})["state"] == "paused");
  CHECK(van.show()["events"].back()["text"] == "Waiting for parts");
  CHECK(van.act("resume")["state"] == "on_site");
  van.act("no-access", json::object(), 400);
  CHECK(van.act("no-access", {{"reason", "Nobody there"}})["state"] == "no_access");
}

TEST(VanDay, an_action_that_the_state_does_not_allow_is_a_conflict) {
  auto problem = van.act("complete", {{"resolution", "x"}}, 409);

  CHECK(problem["status"] == 409);
  CHECK(van.show()["state"] == "sent");
  van.act("fly", json::object(), 404);
}

TEST(VanDay, an_arrival_elsewhere_or_without_position_is_flagged) {
  van.be_at(van_test::depot_place, common::parse_instant(van_test::day + "T07:30:00Z"));
  van.act("on-my-way");

  van.act("arrive");

  auto event = van.show()["events"].back();
  CHECK(event["kind"] == "arrived");
  CHECK(event["flag"].get<std::string>().find("outside the arrival radius") == 0);
  CHECK(!event["distance_m"].get<std::string>().empty());
  CHECK(event["accuracy_m"] == "4");
}

TEST(VanDay, part_done_needs_a_reason_and_leaves_the_job_open) {
  van.act("on-my-way");
  van.act("arrive");

  auto done = van.act("complete", {{"resolution", "Drained"},
                                   {"part_done", true},
                                   {"return_visit", {{"reason", "Pump ordered"}}}});

  CHECK(done["state"] == "done");
  auto jobs = van.records<truckroll::field::WorkOrder>("account", van_test::account);
  for (auto& job : jobs)
    if (job.header().id() == van_test::job) CHECK(job.header().state() == "ready");
}

// features: EDGE-05
TEST(VanDay, checking_in_and_out_keeps_where_and_how_far_from_the_address) {
  van.be_at(van_test::depot_place, common::parse_instant(van_test::day + "T07:30:00Z"));
  van.act("on-my-way");
  van.act("arrive");
  auto event = van.show()["events"].back();
  CHECK(event["flag"].get<std::string>().find("outside the arrival radius") == 0);
  van.be_at(van_test::site_place, common::parse_instant(van_test::day + "T08:30:00Z"), 7);
  van.act("complete", {{"resolution", "Drained"}, {"part_done", true}});

  int checked = 0;
  auto detail = van.show();
  for (auto& one : detail["events"]) {
    if (one["kind"] != "arrived" && one["kind"] != "left") continue;
    bool in = one["kind"] == "arrived";
    ++checked;
    DOUBLES_EQUAL(in ? 47.1410 : 47.1655, one["position"]["latitude"].get<double>(), 1e-6);
    CHECK(one["accuracy_m"] == (in ? "4" : "7"));
    auto distance = std::stod(one["distance_m"].get<std::string>());
    CHECK(in ? distance > 2800 && distance < 2950 : distance < 1);
  }
  CHECK_EQUAL(2, checked);
}

// ---- checklists

TEST(VanDay, answers_are_kept_and_conditions_ask_more) {
  auto list = van.show()["checklist"][0]["id"].get<std::string>();
  auto path = "/api/visits/" + van_test::visit + "/checklists/" + list + "/answers";

  van.post(path, {{"key", "pressure"}, {"value", "0.5"}});

  auto shown = van.show()["checklist"][0];
  CHECK(shown["id"] != list);
  CHECK_EQUAL(4, shown["questions"].size());
  CHECK(shown["questions"][1]["value"] == "0.5");
  CHECK(shown["questions"][1]["in_limits"] == false);
  CHECK_EQUAL(2, shown["required_open"].get<int>());
  van.post(path, {{"key", "power_off"}, {"value", true}});  // the template's id still leads there
  CHECK_EQUAL(1, van.show()["checklist"].size());
  CHECK(van.show()["checklist"][0]["questions"][0]["value"] == true);
}

TEST(VanDay, wrong_answers_are_refused) {
  auto path =
      "/api/visits/" + van_test::visit + "/checklists/" + van_test::safety_list + "/answers";

  van.post(path, {{"key", "pressure"}, {"value", "high"}}, 400);
  van.post(path, {{"key", "unknown"}, {"value", "x"}}, 400);
  van.post(path, {{"value", "x"}}, 400);
  van.post("/api/visits/" + van_test::visit + "/checklists/" + van_test::id(888) + "/answers",
           {{"key", "pressure"}, {"value", "1"}}, 404);
}

TEST(VanDay, a_photo_answers_a_question) {
  common::http::Headers headers;
  headers.add("Content-Type", "image/jpeg");
  headers.add("X-Note", "Type%20plate%20%C3%A4");
  auto photo = van.client
                   ->send(common::http::Method::post, "/api/visits/" + van_test::visit + "/photos",
                          headers, van_test::picture())
                   .json();
  auto path =
      "/api/visits/" + van_test::visit + "/checklists/" + van_test::safety_list + "/answers";

  van.post(path, {{"key", "picture"}, {"value", photo["sha256"]}});

  auto detail = van.show();
  CHECK(detail["photos"][0]["sha256"] == photo["sha256"]);
  CHECK(detail["photos"][0]["note"] == "Type plate ä");
  CHECK(detail["checklist"][0]["questions"][2]["value"] == photo["sha256"]);
  auto file = van.client->get("/api/blobs/" + photo["sha256"].get<std::string>());
  CHECK(file.body == van_test::picture());
  STRCMP_EQUAL("image/jpeg", std::string(*file.headers.find("Content-Type")).c_str());
  CHECK(detail["photos"][0]["here"] == true);
}

// features: SYNC-07
TEST(VanDay, says_where_a_file_is) {
  common::http::Headers headers;
  headers.add("Content-Type", "image/jpeg");
  auto photo = van.client
                   ->send(common::http::Method::post, "/api/visits/" + van_test::visit + "/photos",
                          headers, van_test::picture())
                   .json();
  auto at = [](const std::string& hash) { return "/api/files/" + hash; };

  auto here = van.client->get(at(photo["sha256"])).json();

  CHECK(here["state"] == "here");
  CHECK(here["mime"] == "image/jpeg");
  std::string missing(64, 'a');
  CHECK(van.client->get(at(missing)).json() == json({{"state", "missing"}}));
  van.post(at(missing) + "/fetch", json::object(), 503);  // this van has no hub for files
  CHECK_EQUAL(404, van.client->get(at("outbox")).status);
  CHECK_EQUAL(400, van.client->get(at(missing) + "/pages/0.png").status);
  CHECK_EQUAL(404, van.client->get(at(missing) + "/pages/1.png").status);
}

// ---- photos

TEST(VanDay, only_pictures_are_photos) {
  auto reply =
      van.client->post("/api/visits/" + van_test::visit + "/photos", "<html>", "image/jpeg");

  CHECK_EQUAL(400, reply.status);
}

TEST(VanDay, a_picture_that_nobody_could_see_is_refused_and_not_kept) {
  auto before = van.show()["photos"].size();
  auto reply =
      van.client->post("/api/visits/" + van_test::visit + "/photos",
                       std::string("\xff\xd8\xff\xe0") + std::string(500'000, 'x'), "image/jpeg");

  CHECK_EQUAL(400, reply.status);
  STRCMP_EQUAL("this picture is damaged and cannot be shown; take it again",
               reply.json()["errors"][0]["text"].get<std::string>().c_str());
  CHECK_EQUAL(before, van.show()["photos"].size());
}

TEST(VanDay, a_field_that_nobody_reads_is_refused_by_its_name) {
  auto visit = "/api/visits/" + van_test::visit;
  auto list = van.show()["checklist"][0]["id"].get<std::string>();
  const std::tuple<std::string, json, const char*> cases[] = {
      {visit + "/on-my-way", {{"eta", "2199-01-01T00:00:00Z"}}, "eta"},
      {visit + "/decline", {{"reason", "Ill"}, {"note", "x"}}, "note"},
      {visit + "/complete", {{"resolution", "x"}, {"partdone", true}}, "partdone"},
      {visit + "/complete", {{"return_visit", {{"reason", "x"}, {"day", "x"}}}}, "day"},
      {visit + "/notes", {{"text", "x"}, {"at", "x"}}, "at"},
      {visit + "/parts", {{"code", "FLT-20"}, {"amount", "2"}}, "amount"},
      {"/api/stock/receive", {{"code", "FLT-20"}, {"from", "x"}}, "from"},
      {"/api/stock/hand-over", {{"code", "FLT-20"}, {"to", "x"}}, "to"},
      {visit + "/time/start", {{"activity", "labour"}, {"start", "x"}}, "start"},
      {visit + "/time/stop", {{"end", "x"}}, "end"},
      {visit + "/papers", {{"template", van_test::report}, {"name", "x"}}, "name"},
      {visit + "/checklists/" + list + "/answers",
       {{"key", "power_off"}, {"answer", true}},
       "answer"},
  };
  auto waiting = van.get("/api/status")["sync"]["waiting"];
  for (auto& [path, input, field] : cases) {
    auto problem = van.post(path, input, 400);
    STRCMP_EQUAL_TEXT(field, problem["errors"][0]["field"].get<std::string>().c_str(),
                      path.c_str());
  }
  CHECK(van.get("/api/status")["sync"]["waiting"] == waiting);
}

TEST(VanDay, full_storage_refuses_photos_and_nothing_else) {
  van.disk_percent = 90;
  CHECK(van.get("/api/status")["storage"]["level"] == "warn");
  van.disk_percent = 97;

  auto reply = van.client->post("/api/visits/" + van_test::visit + "/photos", van_test::picture(),
                                "image/jpeg");

  CHECK_EQUAL(507, reply.status);
  CHECK(reply.json()["detail"].get<std::string>().find("% full") != std::string::npos);
  CHECK(van.get("/api/status")["storage"]["level"] == "full");
  CHECK(van.act("accept")["state"] == "accepted");
  van.act("notes", {{"text", "still works"}});
}

TEST(VanDay, a_disk_without_room_refuses_a_note_says_so_and_takes_it_when_there_is_room_again) {
  auto path = "/api/visits/" + van_test::visit + "/notes";
  van.act("accept");
  auto waiting = van.get("/api/status")["sync"]["waiting"];
  auto notes = van.show()["notes"].size();
  json refusal, photo, status;
  {
    support::FullDisk full;
    refusal = van.post(path, {{"text", "the pump hums"}}, 507, "note-1");
    photo =
        van.client
            ->post("/api/visits/" + van_test::visit + "/photos", van_test::picture(), "image/jpeg")
            .json();
    status = van.get("/api/status");
  }

  STRCMP_EQUAL("no_room", refusal["code"].get<std::string>().c_str());
  STRCMP_CONTAINS("What was saved before is safe", refusal["detail"].get<std::string>().c_str());
  STRCMP_EQUAL("no_room", photo["code"].get<std::string>().c_str());
  STRCMP_EQUAL("none", status["storage"]["level"].get<std::string>().c_str());
  CHECK(waiting == status["sync"]["waiting"]);
  CHECK_EQUAL(notes, van.show()["notes"].size());

  van.post(path, {{"text", "the pump hums"}}, 0, "note-1");  // the same press, once more

  CHECK_EQUAL(notes + 1, van.show()["notes"].size());
  STRCMP_EQUAL("ok", van.get("/api/status")["storage"]["level"].get<std::string>().c_str());
  van.restart();
  CHECK_EQUAL(notes + 1, van.show()["notes"].size());
}

TEST(VanDay, a_van_that_starts_on_a_disk_without_room_shows_what_it_has) {
  van.act("accept");
  json shown, refusal, status;
  {
    support::FullDisk full;
    van.restart();
    shown = van.show();
    refusal = van.post("/api/visits/" + van_test::visit + "/notes", {{"text", "no"}}, 507);
    status = van.get("/api/status");
  }
  STRCMP_EQUAL("accepted", shown["state"].get<std::string>().c_str());
  STRCMP_EQUAL("no_room", refusal["code"].get<std::string>().c_str());
  STRCMP_EQUAL("none", status["storage"]["level"].get<std::string>().c_str());
  van.store->try_room();  // as the agent does each minute
  STRCMP_EQUAL("ok", van.get("/api/status")["storage"]["level"].get<std::string>().c_str());
}

TEST(VanDay, too_little_room_on_the_disk_is_told_before_anything_is_tried) {
  std::uint64_t left = 100 * 1024;
  van.disk_free = [&] { return left; };
  CHECK(van.get("/api/status")["storage"]["level"] == "none");
  van.act("notes", {{"text", "no"}}, 507);
  left = 100 << 20;
  CHECK(van.get("/api/status")["storage"]["level"] == "ok");
  van.act("notes", {{"text", "yes"}});
}

// ---- parts and stock
// features: EDGE-08

TEST(VanDay, a_part_leaves_the_van_at_once_and_comes_back) {
  auto used = van.act("parts", {{"code", "FLT-20"}, {"quantity", "2"}});

  CHECK(used["name"] == "Filter 20 µm");
  CHECK(van.get("/api/stock")["items"][0]["on_hand"] == "1");
  auto reply =
      van.client->send(common::http::Method::delete_, "/api/visits/" + van_test::visit + "/parts/" +
                                                          used["id"].get<std::string>());
  CHECK_EQUAL(204, reply.status);
  CHECK(van.get("/api/stock")["items"][0]["on_hand"] == "3");
  CHECK(van.show()["parts"]["used"].empty());
}

TEST(VanDay, an_unknown_code_is_not_found) {
  auto problem = van.act("parts", {{"code", "4006381333931"}}, 404);

  CHECK(mentions(problem, "4006381333931"));
}

TEST(VanDay, below_zero_asks_for_a_reason) {
  auto problem = van.act("parts", {{"code", "PMP-1"}, {"quantity", "2"}}, 409);

  CHECK(problem["needs_reason"] == true);
  CHECK(van.get("/api/stock")["items"][1]["on_hand"] == "1");
  van.act("parts", {{"code", "PMP-1"}, {"quantity", "2"}, {"reason", van_test::reason}});
  CHECK(van.get("/api/stock")["items"][1]["on_hand"] == "-1");
}

TEST(VanDay, bad_quantities_are_refused) {
  for (auto quantity : {"0", "-1", "many", "1.0000001"})
    van.act("parts", {{"code", "PMP-1"}, {"quantity", quantity}}, 400);
  van.act("parts", json::object(), 400);
}

TEST(VanDay, goods_come_into_the_van_and_leave_it) {
  van.post("/api/stock/receive", {{"code", "PMP-1"}, {"quantity", "4"}});
  CHECK(van.get("/api/stock")["items"][1]["on_hand"] == "5");
  van.post("/api/stock/hand-over",
           {{"code", "PMP-1"}, {"quantity", "3"}, {"other_place", "DEPOT"}});
  CHECK(van.get("/api/stock")["items"][1]["on_hand"] == "2");

  auto problem = van.post("/api/stock/hand-over", {{"code", "PMP-1"}, {"quantity", "3"}}, 409);

  CHECK(problem["needs_reason"] == true);
  van.post("/api/stock/hand-over", {{"code", "PMP-1"}, {"other_place", "Mars"}}, 400);
}

// ---- papers

// features: EDGE-07
TEST(VanDay, a_paper_is_filled_shown_signed_and_frozen) {
  van.act("parts", {{"code", "FLT-20"}, {"quantity", "2"}});
  answer_all(van);
  auto paper = van.act("papers", {{"template", van_test::report}});
  auto path = "/api/papers/" + paper["id"].get<std::string>();
  CHECK(paper["state"] == "ready");
  CHECK(paper["name"] == "Service report");
  CHECK_EQUAL(2, paper["pages"].get<int>());
  auto page = van.client->get(path + "/pages/1.png?dpi=60");
  CHECK_EQUAL(200, page.status);
  CHECK(page.body.rfind("\x89PNG", 0) == 0);
  CHECK_EQUAL(404, van.client->get(path + "/pages/3.png").status);
  CHECK_EQUAL(400, van.client->get(path + "/pages/1.png?dpi=9999").status);

  auto signed_paper = van.post(path + "/sign", van_test::signature());

  CHECK(signed_paper["state"] == "signed");
  CHECK(signed_paper["signed_by"] == "Anna Müller");
  auto waiting = van.get("/api/sync");
  CHECK(waiting["blobs_waiting"] == 2);  // as filled and as signed
  CHECK(waiting["operations"][0]["text"] == "Service report signed by Anna Müller");
  CHECK(waiting["operations"][0]["state"] == "waiting");
  CHECK_EQUAL(409, van.client->post(path + "/refill", "{}").status);
  CHECK_EQUAL(409, van.client->post(path + "/sign", van_test::signature().dump()).status);
  auto stored = van.records<truckroll::content::PaperworkDocument>("about", van_test::job)[0];
  auto bytes = van.store->load_blob(stored.pdf_blob());
  CHECK(pdf::verify(bytes, stored.pdf_hash()) == pdf::Integrity::unchanged);
  pdf::WorkerOptions worker;
  worker.program = PAPER_PROGRAM;
  worker.memory_bytes_max = van_test::Van::paper_memory_max;
  auto values = pdf::Worker(worker).read_values(bytes);
  STRCMP_EQUAL("WO-2041", values["job_number"].c_str());
  STRCMP_EQUAL("Alpenhotel Vaduz", values["customer_name"].c_str());
  STRCMP_EQUAL("Hoval UltraGas 50", values["equipment_name"].c_str());
  STRCMP_EQUAL("Power is off", values["checklist_1_item"].c_str());
  STRCMP_EQUAL("OK", values["checklist_1_result"].c_str());
  STRCMP_EQUAL("1.5 bar", values["checklist_2_remark"].c_str());
  STRCMP_EQUAL("FLT-20", values["part_1_number"].c_str());
  STRCMP_EQUAL("2", values["part_1_quantity"].c_str());
  STRCMP_EQUAL("Anna Müller", values["signer_name"].c_str());
  STRCMP_EQUAL("SR-00101", stored.number().c_str());
}

TEST(VanDay, a_refill_shows_what_came_later) {
  auto paper = van.act("papers", {{"template", van_test::report}})["id"].get<std::string>();
  auto before =
      van.records<truckroll::content::PaperworkDocument>("about", van_test::job)[0].pdf_blob();
  van.act("notes", {{"text", "Valve is stiff"}});

  van.post("/api/papers/" + paper + "/refill");

  CHECK(before !=
        van.records<truckroll::content::PaperworkDocument>("about", van_test::job)[0].pdf_blob());
}

TEST(VanDay, a_form_that_is_not_here_is_told) {
  auto problem = van.act("papers", {{"template", van_test::supplier_form}}, 409);

  CHECK(mentions(problem, "has not arrived yet"));
  CHECK(van.show()["papers"].empty());
}

TEST(VanDay, an_empty_signature_is_refused) {
  auto paper = van.act("papers", {{"template", van_test::report}})["id"].get<std::string>();
  auto path = "/api/papers/" + paper + "/sign";

  auto empty = van_test::signature();
  empty["strokes"] = json::array();
  van.post(path, empty, 400);
  auto nameless = van_test::signature();
  nameless["signer"] = " ";
  van.post(path, nameless, 400);
  auto stranger = van_test::signature();
  stranger["role"] = "neighbour";
  van.post(path, stranger, 400);
  auto odd = van_test::signature();
  odd["strokes"] = "x";
  van.post(path, odd, 400);

  CHECK(van.show()["papers"][0]["state"] == "ready");
}

TEST(VanDay, the_signature_proves_what_was_shown) {
  van.be_at(van_test::site_place, common::parse_instant(van_test::day + "T08:00:00Z"));
  auto paper = van.act("papers", {{"template", van_test::report}})["id"].get<std::string>();
  auto shown =
      van.records<truckroll::content::PaperworkDocument>("about", van_test::job)[0].pdf_hash();

  van.post("/api/papers/" + paper + "/sign", van_test::signature());

  auto made = van.records<truckroll::content::DigitalSignature>("document", paper);
  CHECK_EQUAL(1, made.size());
  CHECK(made[0].document_hash() == shown);
  CHECK(made[0].device() == van_test::device);
  CHECK(made[0].has_position());
  CHECK(made[0].consent_text().find("I confirm") == 0);
}
