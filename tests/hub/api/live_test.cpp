#include "hub/api/live.hpp"

#include "common/http/websocket_client.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using common::http::WebSocketClient;
using hub::store::Transaction;
using test::json;
using test::Office;

namespace {

/// An open page of somebody who is signed in.
class Page {
 public:
  Page(const std::string& cookie, std::uint16_t port, const std::string& query = "")
      : socket_(options_of(port), "/api/live" + query, headers_of(cookie)) {}
  Page(Office& office, const std::string& role, const std::string& query = "")
      : Page(office.sign_in(role).cookie, office.port(), query) {}

  /// The next message; null when none comes.
  json hear(std::chrono::milliseconds within = std::chrono::seconds(10)) {
    auto text = socket_.receive(within);
    return text ? json::parse(*text) : json();
  }
  /// The next of that type.
  json hear_of(const std::string& type) {
    auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < end) {
      auto message = hear();
      if (message.is_null()) return message;
      if (message["type"] == type) return message;
    }
    return {};
  }
  void say(const json& message) { socket_.send(message.dump()); }
  void open(const std::string& account, bool editing = false) {
    say({{"type", "open"}, {"path", "accounts"}, {"id", account}, {"editing", editing}});
  }
  void close() { socket_.close(); }

 private:
  static common::http::ClientOptions options_of(std::uint16_t port) {
    common::http::ClientOptions options;
    options.port = port;
    return options;
  }
  static common::http::Headers headers_of(const std::string& cookie) {
    common::http::Headers headers;
    headers.add("Cookie", cookie);
    return headers;
  }
  WebSocketClient socket_;
};

/// Another process of the hub over the same database, as far as live links need one.
class Beside {
 public:
  Beside(Office& office, const std::string& url)
      : store_({url, 4, 2}, office.catalogue, common::rules::RuleBook::registered(), office.clock),
        server_(
            options(), [](const auto&) { return common::http::Response(404); }, pool_) {
    store_.on_sealed([this] { live_.wake(); });
  }
  ~Beside() {
    server_.stop();
    pool_.stop();
    store_.on_sealed([] {});
  }
  std::uint16_t port() const { return server_.port(); }

 private:
  common::http::ServerOptions options() {
    common::http::ServerOptions options;
    options.on_upgrade = [this](const common::http::Request& request) {
      return live_.upgrade(request);
    };
    return options;
  }
  hub::store::Store store_;
  hub::api::Sessions sessions_{store_};
  hub::api::ReadLog reads_{store_};
  hub::api::Hub hub_{store_, sessions_, reads_, "", {}, {}, {}};
  hub::api::Live live_{hub_};
  common::asio::Pool pool_{"beside", 4, 100};
  common::http::Server server_;
};

std::int64_t head(Office& office) {
  return office.store->read_result([&](hub::store::Connection& connection) {
    return hub::store::last_position(connection, office.tenant);
  });
}

/// That many changes, and until they are sealed.
void make_tags(Office& office, int count) {
  auto before = head(office);
  auto& type = office.catalogue.type("content.Tag");
  for (int done = 0; done < count; done += 1000)
    office.store->write(
        office.store->system_command(office.tenant, "test"), [&](Transaction& transaction) {
          for (int i = done; i < std::min(done + 1000, count); ++i) {
            auto record = type.make();
            auto name = std::to_string(before) + "-" + std::to_string(i);
            common::codec::merge_json(type, *record, {{"name", name}, {"slug", "t" + name}}, true);
            transaction.save_as_system(*record);
          }
        });
  CHECK(support::wait_until([&] { return head(office) >= before + count; }));
}

std::string url_of(bool postgres) {
  return postgres ? stores::copy_of_migrated() : "";
}

std::vector<std::string> names_in(const json& presence) {
  std::vector<std::string> users;
  for (auto& user : presence["users"])
    users.push_back(user["id"].get<std::string>() + (user["editing"] == true ? " edits" : ""));
  std::sort(users.begin(), users.end());
  return users;
}

}  // namespace

TEST_GROUP(Live){};

// features: API-04
TEST(Live, a_change_reaches_those_within_a_second_who_may_see_it_and_nobody_else) {
  for (bool postgres : {false, true}) {
    Office office(url_of(postgres));
    Page entitled(office, "dispatcher"), stranger(office, "customer");
    auto client = office.sign_in("dispatcher");
    std::vector<std::chrono::steady_clock::duration> took;
    for (int i = 0; i < 5; ++i) {
      auto made = client.create("accounts", {{"name", "Heard " + std::to_string(i)}});
      auto begin = std::chrono::steady_clock::now();
      CHECK(entitled.hear_of("change")["id"] == made["id"]);
      took.push_back(std::chrono::steady_clock::now() - begin);
    }
    std::sort(took.begin(), took.end());
    CHECK(took[2] < std::chrono::seconds(1));
    CHECK(stranger.hear()["type"] == "hello");
    CHECK(stranger.hear(std::chrono::milliseconds(300)).is_null());
  }
}

TEST(Live, who_comes_back_after_more_than_ten_thousand_changes_is_told_each_once_in_order) {
  for (bool postgres : {false, true}) {
    Office office(url_of(postgres));
    auto from = head(office);
    make_tags(office, 10'500);
    Page page(office, "dispatcher", "?after=" + std::to_string(from));
    Page fresh(office, "dispatcher");
    CHECK(fresh.hear()["type"] == "hello");

    auto hello = page.hear();
    CHECK(hello == json({{"type", "hello"}, {"position", from}}));
    // Meanwhile somebody else hears of what happens now.
    auto client = office.sign_in("dispatcher");
    auto made = client.create("accounts", {{"name", "Now"}});
    auto now = fresh.hear_of("change");
    CHECK(now["id"] == made["id"]);

    int tags = 0;
    auto last = from;
    while (tags < 10'500) {
      auto change = page.hear();
      if (change.is_null()) break;
      if (change["type"] == "cursor") continue;
      CHECK(change["position"].get<std::int64_t>() > last);
      last = change["position"].get<std::int64_t>();
      if (change["record_type"] == "content.Tag") ++tags;
    }
    LONGS_EQUAL(10'500, tags);
  }
}

TEST(Live, what_was_missed_is_told_only_as_far_as_one_may_read_it) {
  Office office;
  auto from = head(office);
  office.put("crm.Account", {{"name", "Not his"}, {"kind", "company"}});
  make_tags(office, 1200);
  office.put("crm.Account", {{"name", "Not his either"}, {"kind", "company"}});
  Page page(office, "customer", "?after=" + std::to_string(from));
  CHECK(page.hear()["type"] == "hello");
  // Of all this he may see nothing; he learns only from where to go on another time.
  auto message = page.hear();
  STRCMP_EQUAL("cursor", message["type"].get<std::string>().c_str());
  CHECK(message["position"].get<std::int64_t>() > from + 900);
}

TEST(Live, who_missed_too_much_or_knows_another_log_reads_anew) {
  Office office;
  auto now = head(office);
  Page ahead(office, "dispatcher", "?after=" + std::to_string(now + 1000));
  CHECK(ahead.hear()["type"] == "reset");

  auto far = hub::api::Live::missed_max + 1;
  office.store->write(
      office.store->system_command(office.tenant, "test"), [&](Transaction& transaction) {
        transaction.sql().execute("UPDATE chain_head SET position = position + ? WHERE tenant = ?",
                                  {far, office.tenant});
      });
  Page behind(office, "dispatcher", "?after=" + std::to_string(now));
  auto told = behind.hear();
  CHECK(told["type"] == "reset");
  CHECK(told["position"].get<std::int64_t>() >= now + far);
}

TEST(Live, those_on_one_record_see_each_other_come_edit_and_go) {
  for (bool postgres : {false, true}) {
    auto url = url_of(postgres);
    Office office(url);
    auto account = office.put("crm.Account", {{"name", "Shared"}, {"kind", "company"}});
    auto first = office.user_of("dispatcher"), second = office.user_of("admin");
    Page one(office, "dispatcher");
    one.open(account);
    CHECK(names_in(one.hear_of("presence")) == std::vector<std::string>{first});
    {
      Page two(office, "admin");
      two.open(account);
      std::vector<std::string> both{first, second};
      std::sort(both.begin(), both.end());
      CHECK(names_in(two.hear_of("presence")) == both);
      CHECK(names_in(one.hear_of("presence")) == both);

      two.open(account, true);
      auto edits = std::vector<std::string>{first, second + " edits"};
      std::sort(edits.begin(), edits.end());
      CHECK(names_in(one.hear_of("presence")) == edits);
      two.close();
    }
    CHECK(names_in(one.hear_of("presence")) == std::vector<std::string>{first});
  }
}

TEST(Live, who_may_not_read_the_record_neither_sees_who_is_there_nor_is_seen) {
  Office office;
  auto account = office.put("crm.Account", {{"name", "Shared"}, {"kind", "company"}});
  Page stranger(office, "customer");
  stranger.open(account);
  stranger.say({{"type", "open"}, {"path", "nothing"}, {"id", 7}});
  stranger.say(json::array());
  CHECK(stranger.hear()["type"] == "hello");
  // What nobody makes anything of is answered so.
  CHECK(stranger.hear() == json({{"type", "error"}, {"text", "there is nothing at this path"}}));
  CHECK(stranger.hear()["type"] == "error");
  Page one(office, "dispatcher");
  one.open(account);

  CHECK(names_in(one.hear_of("presence")) ==
        std::vector<std::string>{office.user_of("dispatcher")});
  CHECK(stranger.hear(std::chrono::milliseconds(1500)).is_null());
}

// features: IDEN-07 with partner_test.cpp
TEST(Live, a_partner_is_not_told_who_of_the_company_is_at_a_shared_record) {
  Office office;
  auto account = office.put("crm.Account", {{"name", "Shared"}, {"kind", "company"}});
  auto organisation = office.put("crm.Account", {{"name", "Our partner"}, {"kind", "company"}});
  auto partner = office.user_of("partner"), dispatcher = office.user_of("dispatcher");
  office.store->write(
      office.store->system_command(office.tenant, "test"), [&](Transaction& transaction) {
        transaction.sql().execute("UPDATE \"user\" SET partner = ? WHERE tenant = ? AND id = ?",
                                  {organisation, office.tenant, partner});
      });
  office.sign_in("admin").create("partner-shares",
                                 {{"account", organisation},
                                  {"of_type", "crm.Account"},
                                  {"records", {{"type", "crm.Account"}, {"id", account}}}});
  Page inside(office, "dispatcher");
  inside.open(account, true);
  CHECK(names_in(inside.hear_of("presence")) == std::vector<std::string>{dispatcher + " edits"});

  Page outside(office, "partner");
  outside.open(account);

  CHECK(names_in(outside.hear_of("presence")) == std::vector<std::string>{partner});
  // The company sees that the partner looks at it.
  std::vector<std::string> both{dispatcher + " edits", partner};
  std::sort(both.begin(), both.end());
  CHECK(names_in(inside.hear_of("presence")) == both);
}

TEST(Live, on_two_hubs_too_they_see_each_other_and_the_changes) {
  auto url = url_of(true);
  Office office(url);
  Beside beside(office, url);
  auto account = office.put("crm.Account", {{"name", "Shared"}, {"kind", "company"}});
  auto first = office.user_of("dispatcher"), second = office.user_of("admin");
  Page here(office, "dispatcher");
  here.open(account);
  LONGS_EQUAL(1, names_in(here.hear_of("presence")).size());
  Page there(office.sign_in("admin").cookie, beside.port());
  there.open(account, true);

  auto seen = names_in(here.hear_of("presence"));
  std::vector<std::string> both{first, second + " edits"};
  std::sort(both.begin(), both.end());
  CHECK(seen == both);
  auto client = office.sign_in("dispatcher");
  auto made = client.create("accounts", {{"name", "Heard there"}});
  CHECK(there.hear_of("change")["id"] == made["id"]);
  there.close();
  CHECK(names_in(here.hear_of("presence")) == std::vector<std::string>{first});
}
