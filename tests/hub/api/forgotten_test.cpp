// A forgotten password: the same answer for everybody, a mail for who has the login, a link that
// works once.
#include <fstream>
#include <memory>
#include <regex>
#include <string>

#include "common/ids/ids.hpp"
#include "hub/domain/workflow/send/send.hpp"
#include "hub/identity/reset.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/support/smtp_server.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using common::http::Reply;
using test::json;
using test::Office;

namespace {

/// An office whose mails leave.
struct Post {
  support::SmtpServer mails;
  std::unique_ptr<Office> office;
  std::unique_ptr<hub::work::EffectJournal> journal;
  hub::domain::workflow::Senders senders;
  std::unique_ptr<hub::work::Jobs> jobs;

  explicit Post(bool postgres)
      : office(std::make_unique<Office>(postgres ? stores::copy_of_migrated() : "")),
        senders{hub::work::Mailer({"smtp://127.0.0.1:" + std::to_string(mails.port()),
                                   {},
                                   {},
                                   "service@truckroll.example"}),
                hub::work::SmsGateway({})} {
    journal = std::make_unique<hub::work::EffectJournal>((office->folder / "effects").string(),
                                                         office->clock);
    jobs = std::make_unique<hub::work::Jobs>(*office->store, 1);
    jobs->handle("forgot", [this](const hub::work::Job& job) {
      hub::identity::send_reset_links(*office->store, job.payload, job.key);
      return hub::work::Outcome::done();
    });
    jobs->handle("mail", [this](const hub::work::Job& job) {
      return hub::domain::workflow::send_notification(*office->store, senders, *journal, job,
                                                      "https://office.example");
    });
    jobs->start();
  }
  ~Post() { jobs->stop(); }

  Reply ask(const std::string& path, const json& body) {
    common::http::ClientOptions options;
    options.port = office->port();
    return common::http::Client(options).post_json(path, body);
  }
  int sign_in(const char* password) {
    return ask("/api/session/", {{"login", "dispatcher@example.test"}, {"password", password}})
        .status;
  }
  /// Asks, waits for the mail and reads its link.
  std::string token(std::size_t mail = 0) {
    CHECK_EQUAL(204, ask("/api/session/forgot/", {{"login", "Dispatcher@Example.test "}}).status);
    jobs->wake();
    CHECK(mails.wait_for_mails(mail + 1));
    auto text = text_of(mails.mails()[mail]);
    std::smatch found;
    CHECK(std::regex_search(text, found,
                            std::regex("https://office\\.example/reset#([A-Za-z0-9_-]{43})")));
    return found[1];
  }
  static std::string text_of(const support::Mail& mail) {
    auto body = mail.data.substr(mail.data.find("\r\n\r\n", mail.data.find("base64")) + 4);
    std::string clean;
    for (char c : body.substr(0, body.find("--")))
      if (c != '\r' && c != '\n') clean += c;
    return common::from_base64(clean);
  }
  std::int64_t count(const std::string& sql) {
    return office->store->read_result(
        [&](hub::store::Connection& connection) { return connection.integer(sql); });
  }
};

}  // namespace

TEST_GROUP(Forgotten){};

TEST(Forgotten, a_mailed_link_sets_a_new_password_once_and_ends_all_sessions) {
  for (bool postgres : {false, true}) {
    Post post(postgres);
    auto user = post.office->sign_in("dispatcher");
    auto token = post.token();
    CHECK(post.ask("/api/session/reset/check/", {{"token", token}}).json()["holds"].get<bool>());
    auto reset = [&](const char* password) {
      return post.ask("/api/session/reset/", {{"token", token}, {"password", password}});
    };
    CHECK_EQUAL(400, reset("short").status);

    auto done = reset("a better password");

    CHECK_EQUAL(200, done.status);
    STRCMP_EQUAL("dispatcher@example.test", done.json()["login"].get<std::string>().c_str());
    CHECK_EQUAL(401, user.send(Method::get, "/api/session/").status);
    CHECK_EQUAL(401, post.sign_in(Office::password));
    CHECK_EQUAL(200, post.sign_in("a better password"));
    CHECK_EQUAL(403, reset("another password").status);
    CHECK(!post.ask("/api/session/reset/check/", {{"token", token}}).json()["holds"].get<bool>());
    CHECK(post.mails.wait_for_mails(2));  // and he hears of it
    STRCMP_EQUAL("Your password was changed", post.mails.mails()[1].header("Subject").c_str());
  }
}

TEST(Forgotten, whether_there_is_a_login_shows_neither_in_the_answer_nor_in_what_is_done_for_it) {
  Post post(false);
  auto known = post.ask("/api/session/forgot/", {{"login", "dispatcher@example.test"}}),
       unknown = post.ask("/api/session/forgot/", {{"login", "nobody@example.test"}});
  CHECK_EQUAL(known.status, unknown.status);
  STRCMP_EQUAL(known.body.c_str(), unknown.body.c_str());
  CHECK_EQUAL(2, post.count("SELECT count(*) FROM job WHERE kind = 'forgot'"));
  post.jobs->wake();
  CHECK(support::wait_until([&] {
    return post.count("SELECT count(*) FROM job WHERE kind = 'forgot' AND state = 'done'") == 2;
  }));
  CHECK(post.mails.wait_for_mails(1));
  CHECK_EQUAL(1, post.count("SELECT count(*) FROM notification_log"));
}

TEST(Forgotten, a_link_holds_an_hour_and_its_token_is_stored_nowhere) {
  Post post(false);
  auto token = post.token();
  CHECK_EQUAL(0,
              post.count("SELECT count(*) FROM password_reset WHERE token_hash = '" + token + "'"));
  CHECK_EQUAL(0, post.count("SELECT count(*) FROM job WHERE payload LIKE '%" + token + "%'"));
  auto left = post.count("SELECT expires_at FROM password_reset") -
              common::to_micros(post.office->clock.now());
  CHECK(left > 59 * 60'000'000LL && left <= 60 * 60'000'000LL);
  post.office->store->write(post.office->store->system_command(post.office->tenant, "test"),
                            [&](auto& transaction) {
                              transaction.sql().execute("UPDATE password_reset SET expires_at = ?",
                                                        {common::to_micros(transaction.now())});
                            });
  CHECK_EQUAL(403,
              post.ask("/api/session/reset/", {{"token", token}, {"password", "a better password"}})
                  .status);
}

TEST(Forgotten, three_links_at_a_time_and_none_for_who_may_not_sign_in) {
  Post post(false);
  for (std::size_t i = 0; i < 3; ++i) post.token(i);
  post.ask("/api/session/forgot/", {{"login", "dispatcher@example.test"}});
  auto admin = post.office->sign_in("admin");
  auto id = post.office->user_of("technician");
  CHECK_EQUAL(200, admin.send(Method::post, "/api/users/" + id + "/lock/", json::object()).status);
  post.ask("/api/session/forgot/", {{"login", "technician@example.test"}});
  post.jobs->wake();
  CHECK(support::wait_until([&] {
    return post.count("SELECT count(*) FROM job WHERE kind = 'forgot' AND state = 'done'") == 5;
  }));
  CHECK_EQUAL(3, post.count("SELECT count(*) FROM notification_log"));
}

TEST(Forgotten, an_address_asks_so_often_and_no_more) {
  Post post(false);
  int refused = 0;
  for (int i = 0; i < 10; ++i) {
    auto reply = post.ask("/api/session/forgot/", {{"login", "nobody" + std::to_string(i)}});
    refused += reply.status == 429 && reply.headers.find("Retry-After").has_value();
  }
  CHECK(refused >= 3);
}
