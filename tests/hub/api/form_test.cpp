// A PDF form is looked into before a template may use it.
#include <memory>
#include <string>

#include "hub/store/uploads.hpp"
#include "pdf/worker/worker.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/pdf/samples.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

TEST_GROUP(Forms) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  void teardown() override {
    office.reset();
  }
  std::string upload(const std::string& bytes) {
    auto command = office->store->system_command(office->tenant, "test");
    command.actor.user = office->user_of("dispatcher");
    return office->store->write_result(command, [&](hub::store::Transaction& transaction) {
      return hub::store::put_upload(transaction, bytes, "application/pdf");
    });
  }
  common::http::Reply save(const std::string& blob) {
    auto client = office->sign_in("dispatcher");
    return client.send(Method::post, "/api/paperwork-templates/",
                       {{"name", "Acceptance"},
                        {"kind", "job"},
                        {"language", "en"},
                        {"form", "pdf_form"},
                        {"form_blob", blob}});
  }
  std::string reason(const common::http::Reply& reply) {
    auto body = reply.json();
    for (auto& error : body.value("errors", json::array()))
      if (error["field"] == "form_blob") return error["text"];
    return "no word about form_blob: " + body.dump();
  }
  int templates() {
    auto client = office->sign_in("dispatcher");
    return static_cast<int>(client.get("/api/paperwork-templates/")["items"].size());
  }
};

TEST(Forms, usable_form_is_taken) {
  auto reply = save(upload(samples::report_form()));
  CHECK_EQUAL_TEXT(201, reply.status, reply.body.c_str());
}

TEST(Forms, a_template_goes_back_to_a_form_that_another_has_sent) {
  auto made = save(upload(samples::report_form()));
  CHECK_EQUAL_TEXT(201, made.status, made.body.c_str());
  auto path = "/api/paperwork-templates/" + made.json()["id"].get<std::string>() + "/";
  auto newer = upload(samples::report_form() + "\n");
  auto dispatcher = office->sign_in("dispatcher");
  auto changed = dispatcher.send(Method::patch, path, {{"form_blob", newer}}, "\"1\"");
  CHECK_EQUAL_TEXT(200, changed.status, changed.body.c_str());

  auto admin = office->sign_in("admin");
  auto reverted = admin.send(Method::post, path + "revert/", {{"version", 1}});
  CHECK_EQUAL_TEXT(200, reverted.status, reverted.body.c_str());
  CHECK(reverted.json()["form_blob"] == made.json()["form_blob"]);
}

TEST(Forms, damaged_locked_formless_or_missing_file_is_refused_with_the_reason) {
  auto& good = samples::report_form();
  auto before = templates();
  std::vector<std::string> reasons;
  for (auto& bytes : {good.substr(0, good.size() / 3), samples::encrypt(good, "secret"),
                      samples::make_pages(1), std::string("no PDF at all")}) {
    auto reply = save(upload(bytes));
    CHECK_EQUAL_TEXT(400, reply.status, reply.body.c_str());
    reasons.push_back(reason(reply));
  }
  auto unknown = save(std::string(64, 'a'));
  CHECK_EQUAL(400, unknown.status);
  reasons.push_back(reason(unknown));

  STRCMP_CONTAINS("password", reasons[1].c_str());
  STRCMP_CONTAINS("form", reasons[2].c_str());
  STRCMP_CONTAINS("upload", reasons[4].c_str());
  CHECK_EQUAL(before, templates());
}
