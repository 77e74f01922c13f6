// Lists, bulk requests and files as a program uses them, on both databases.
#include "common/ids/ids.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Headers;
using common::http::Method;
using test::json;
using test::Office;

namespace {

void on_both(const std::function<void(Office&, Office::Client&)>& body) {
  for (bool postgres : {false, true}) {
    Office office(postgres ? stores::copy_of_migrated() : "");
    auto client = office.sign_in("dispatcher");
    body(office, client);
  }
}

std::string name_of(int number) {
  return "Hotel " + std::to_string(100 + number);
}

json bulk(Office::Client& client, const std::string& action, const json& items) {
  auto reply =
      client.send(Method::post, "/api/accounts/bulk/", {{"action", action}, {"items", items}});
  LONGS_EQUAL(200, reply.status);
  return reply.json();
}

/// The statuses of all items, in the order of the request.
std::vector<int> statuses(const json& reply) {
  std::vector<int> all;
  for (auto& result : reply["results"]) all.push_back(result["status"].get<int>());
  return all;
}

std::vector<std::string> names(Office::Client& client, const std::string& query) {
  std::vector<std::string> all;
  auto page = client.get("/api/accounts/?" + query);
  for (auto& item : page["items"]) all.push_back(item["name"]);
  return all;
}

/// With a cookie, and bytes that are no JSON.
class Raw {
 public:
  explicit Raw(Office& office) : client_(office.sign_in("dispatcher")), http_(options(office)) {}
  common::http::Reply send(Method method, const std::string& target, const Headers& more = {},
                           const std::string& body = {}) {
    auto headers = more;
    headers.add("Cookie", client_.cookie);
    headers.add("X-CSRF", client_.session["csrf"].get<std::string>());
    return http_.send(method, target, headers, body);
  }

 private:
  static common::http::ClientOptions options(Office& office) {
    common::http::ClientOptions options;
    options.port = office.port();
    return options;
  }
  Office::Client client_;
  common::http::Client http_;
};

std::string header(const common::http::Reply& reply, const char* name) {
  return std::string(reply.headers.find(name).value_or(""));
}

}  // namespace

TEST_GROUP(Lists){};

// features: API-03
TEST(Lists, pages_of_a_filtered_and_ordered_list_stay_right_while_others_write) {
  on_both([](Office&, Office::Client& client) {
    json items = json::array();
    for (int i = 0; i < 30; ++i)
      items.push_back({{"name", name_of(i)}, {"industry", i % 3 == 0 ? "School" : "Hotels"}});
    auto made = bulk(client, "create", items);
    std::vector<std::string> expected;  // of hotels, last name first
    for (int i = 29; i >= 0; --i)
      if (i % 3 != 0) expected.push_back(name_of(i));

    const std::string list =
        "/api/accounts/?filter=industry%20%3D%20%22Hotels%22&order_by=name%20desc&page_size=7";
    std::vector<std::string> seen;
    std::string token;
    do {
      auto page = client.get(list + "&page_token=" + token);
      CHECK(page["items"].size() <= 7);
      for (auto& item : page["items"]) seen.push_back(item["name"]);
      token = page["next_page_token"];
      if (seen.size() != 7) continue;
      // Before the place that was reached, behind it, and the very record the page ended with.
      client.create("accounts", {{"name", "Hotel 999"}, {"industry", "Hotels"}});
      client.create("accounts", {{"name", "Hotel 000"}, {"industry", "Hotels"}});
      client.create("accounts", {{"name", "Hotel 001"}, {"industry", "School"}});
      auto last = expected[6];
      for (auto& result : made["results"])
        if (client.get("/api/accounts/" + result["id"].get<std::string>() + "/")["name"] == last)
          bulk(client, "delete", {{{"id", result["id"]}, {"version", 1}}});
    } while (!token.empty());

    expected.push_back("Hotel 000");
    CHECK(seen == expected);
  });
}

// features: API-03
TEST(Lists, a_bulk_request_says_of_each_item_what_became_of_it_and_keeps_what_it_says) {
  on_both([](Office&, Office::Client& client) {
    auto made =
        bulk(client, "create", {{{"name", "A"}}, {{"name", ""}}, {{"name", "B"}}, {{"name", "C"}}});
    CHECK((statuses(made) == std::vector{201, 400, 201, 201}));
    auto id = [&](std::size_t index) { return made["results"][index]["id"]; };

    auto changed = bulk(client, "change",
                        {{{"id", id(0)}, {"version", 1}, {"name", "A2"}},
                         {{"id", id(2)}, {"version", 9}, {"name", "B2"}},
                         {{"id", id(3)}, {"version", 1}, {"colour", "red"}}});
    CHECK((statuses(changed) == std::vector{200, 412, 400}));
    LONGS_EQUAL(1, changed["done"].get<int>());
    LONGS_EQUAL(2, changed["refused"].get<int>());
    STRCMP_EQUAL("colour", changed["results"][2]["errors"][0]["field"].get<std::string>().c_str());
    CHECK((names(client, "order_by=name") == std::vector<std::string>{"A2", "B", "C"}));

    auto deleted = bulk(client, "delete",
                        {{{"id", id(0)}, {"version", 1}},  // it is at 2 by now
                         {{"id", id(2)}, {"version", 1}},
                         {{"id", id(2)}, {"version", 1}}});
    CHECK_EQUAL(412, statuses(deleted)[0]);
    CHECK_EQUAL(200, statuses(deleted)[1]);
    CHECK(statuses(deleted)[2] >= 400);
    CHECK((names(client, "order_by=name") == std::vector<std::string>{"A2", "C"}));
    CHECK((names(client, "deleted=true") == std::vector<std::string>{"B"}));
  });
}

// features: API-03
TEST(Lists, a_file_goes_up_and_comes_down_whole_or_in_ranges) {
  on_both([](Office& office, Office::Client&) {
    Raw raw(office);
    std::string bytes = "%PDF-1.7 ";
    for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i * 7 % 256);
    auto up = raw.send(Method::post, "/api/blobs/", {}, bytes);
    LONGS_EQUAL(201, up.status);
    STRCMP_EQUAL(common::sha256_hex(bytes).c_str(), up.json()["sha256"].get<std::string>().c_str());
    LONGLONGS_EQUAL(static_cast<std::int64_t>(bytes.size()), up.json()["size"].get<std::int64_t>());

    auto target = "/api/blobs/" + up.json()["sha256"].get<std::string>();
    auto whole = raw.send(Method::get, target);
    LONGS_EQUAL(200, whole.status);
    CHECK(whole.body == bytes);
    STRCMP_EQUAL("bytes", header(whole, "Accept-Ranges").c_str());
    auto range = [&](const std::string& wanted) {
      Headers headers;
      headers.add("Range", wanted);
      return raw.send(Method::get, target, headers);
    };
    // Fetched in pieces, as after a connection that broke, it is the same file.
    std::string pieces;
    while (pieces.size() < bytes.size()) {
      auto end = std::min(pieces.size() + 30'000, bytes.size()) - 1;
      auto part = range("bytes=" + std::to_string(pieces.size()) + "-" + std::to_string(end));
      LONGS_EQUAL(206, part.status);
      STRCMP_EQUAL(("bytes " + std::to_string(pieces.size()) + "-" + std::to_string(end) + "/" +
                    std::to_string(bytes.size()))
                       .c_str(),
                   header(part, "Content-Range").c_str());
      pieces += part.body;
    }
    CHECK(pieces == bytes);
    CHECK(range("bytes=-5").body == bytes.substr(bytes.size() - 5));
    auto beyond = range("bytes=" + std::to_string(bytes.size()) + "-");
    LONGS_EQUAL(416, beyond.status);

    Headers known;
    known.add("If-None-Match", header(whole, "ETag"));
    LONGS_EQUAL(304, raw.send(Method::get, target, known).status);
    LONGS_EQUAL(400, raw.send(Method::post, "/api/blobs/").status);
    LONGS_EQUAL(404,
                raw.send(Method::get, "/api/blobs/" + common::sha256_hex("nobody sent it")).status);
  });
}
