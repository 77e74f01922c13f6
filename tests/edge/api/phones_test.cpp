// The crew's phones: let in by a code, each with its own person, and nothing for anybody else.
#include "common/rules/people/pin.hpp"
#include "tests/edge/api/fixture.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Headers;
using common::http::Method;
using common::http::Reply;
using nlohmann::json;
using van_test::colleague;
using van_test::ServedVan;
using van_test::technician;

namespace {

/// Lena, whose van it is, has the PIN 4719, Ben 8205; both go to the visit.
van_test::Seed crew_of_two() {
  using common::rules::people::make_pin_hash;
  van_test::Seed seed;
  seed.get<truckroll::people::Technician>(technician).set_pin(make_pin_hash("4719"));
  auto other = van_test::make<truckroll::people::Technician>(colleague, "active");
  other.mutable_name()->set_given("Ben");
  other.mutable_name()->set_family("Ott");
  other.set_user(van_test::id(99));
  other.set_branch(van_test::branch);
  other.set_pin(make_pin_hash("8205"));
  seed.add(other);
  seed.get<truckroll::field::ScheduledEvent>(van_test::visit)
      .add_assignments()
      ->set_technician(colleague);
  return seed;
}

/// A browser on a phone: keeps what cookies it is given.
class Handset {
 public:
  explicit Handset(ServedVan& van) : van_(van), client_(van.phone_options()) {}

  Reply ask(Method method, const std::string& path, const json& input = json::object()) {
    Headers sent = headers();
    sent.add("Content-Type", "application/json");
    auto reply = client_.send(method, path, sent, method == Method::post ? input.dump() : "");
    for (std::size_t i = 0; i < reply.headers.size(); ++i)
      if (common::http::equal_ignoring_case(reply.headers.name(i), "Set-Cookie"))
        keep(std::string(reply.headers.value(i)));
    return reply;
  }
  Reply read(const std::string& path) { return ask(Method::get, path); }
  Reply post(const std::string& path, const json& input = json::object()) {
    van_.clock.advance(std::chrono::seconds(1));
    return ask(Method::post, path, input);
  }
  int pair(const std::string& code, const std::string& name = "Phone") {
    return post("/api/pair", {{"code", code}, {"name", name}}).status;
  }
  int sign_on(const std::string& who, const std::string& pin) {
    return post("/api/crew/" + who + "/sign-on", {{"pin", pin}}).status;
  }
  Headers headers() const {
    Headers sent;
    std::string all;
    for (auto& [name, value] : cookies) all += (all.empty() ? "" : "; ") + name + "=" + value;
    if (!all.empty()) sent.add("Cookie", all);
    return sent;
  }

  std::map<std::string, std::string> cookies;
  std::string last_set;

 private:
  void keep(const std::string& set) {
    last_set = set;
    auto pair = set.substr(0, set.find(';'));
    cookies[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
  }
  ServedVan& van_;
  common::http::Client client_;
};

}  // namespace

TEST_GROUP(VanPhones) {
  std::unique_ptr<ServedVan> van = std::make_unique<ServedVan>(crew_of_two());
  std::string screen;  // the cookie of the van's own screen

  void setup() override {
    van->open_phone_door();
    Headers headers;
    auto reply = van->client->send(Method::post, "/api/crew/" + technician + "/sign-on", headers,
                                   R"({"pin":"4719"})");
    auto set = std::string(reply.headers.find("Set-Cookie").value_or(""));
    screen = set.substr(0, set.find(';'));
  }
  Reply at_the_screen(Method method, const std::string& path) {
    Headers headers;
    headers.add("Cookie", screen);
    return van->client->send(method, path, headers, "");
  }
  std::string code() {
    return at_the_screen(Method::post, "/api/phones/code").json()["code"];
  }
  /// Paired, and opened by that person.
  std::unique_ptr<Handset> phone_of(const std::string& who, const std::string& pin) {
    auto phone = std::make_unique<Handset>(*van);
    CHECK_EQUAL(201, phone->pair(code()));
    CHECK_EQUAL(200, phone->sign_on(who, pin));
    return phone;
  }
  std::vector<std::string> last_actors(std::size_t count) {
    std::vector<std::string> actors;
    auto log = van->store->load_state();
    for (auto& bytes : van->store->operations(log.next_sequence - count, count, 1 << 20)) {
      truckroll::wire::Operation operation;
      operation.ParseFromString(bytes);
      actors.push_back(operation.technician());
    }
    return actors;
  }
};

// features: X-37
TEST(VanPhones, one_that_is_not_paired_gets_the_app_and_nothing_else) {
  Handset stranger(*van);
  for (auto path : {"/api/status", "/api/crew", "/api/today", "/api/sync", "/api/phones",
                    "/api/enrolment", "/api/nothing", "/tiles/1/1/1", "/map/style-light.json"}) {
    auto reply = stranger.read(path);
    CHECK_EQUAL_TEXT(401, reply.status, path);
    CHECK_TEXT(reply.json()["code"] == "unpaired", path);
  }
  CHECK_EQUAL(401, stranger.sign_on(technician, "4719"));
  CHECK_EQUAL(401, stranger.post("/api/visits/" + van_test::visit + "/accept").status);
  CHECK_EQUAL(200, stranger.read("/").status);
  stranger.cookies["__Host-truckroll_phone"] = "guessed";
  CHECK_EQUAL(401, stranger.read("/api/status").status);
  common::http::WebSocketClient socket(van->phone_options(), "/api/live", stranger.headers());
  CHECK_EQUAL(401, socket.upgrade().status);
}

// features: X-37
TEST(VanPhones, one_that_is_not_paired_sends_next_to_nothing) {
  Handset stranger(*van);

  CHECK_EQUAL(413, stranger.post("/api/pair", {{"code", std::string(5000, 'x')}}).status);
}

// features: X-37
TEST(VanPhones, are_let_in_by_a_code_that_holds_once_and_stay_so_over_a_restart) {
  auto offered = at_the_screen(Method::post, "/api/phones/code").json();
  std::string shown = offered["code"];
  CHECK_EQUAL(9, shown.size());
  STRCMP_CONTAINS("/pair#code=", offered["link"].get<std::string>().c_str());
  Handset phone(*van), other(*van);

  CHECK_EQUAL(201, phone.pair(shown, "Lena's phone"));

  for (auto part : {"HttpOnly", "Secure", "SameSite=Strict", "Path=/"})
    STRCMP_CONTAINS(part, phone.last_set.c_str());
  CHECK_EQUAL(400, other.pair(shown));
  CHECK(phone.read("/api/status").json()["screen"] == "sign_on");
  CHECK_EQUAL(401, phone.read("/api/today").status);
  auto secret = phone.cookies["__Host-truckroll_phone"];
  CHECK_EQUAL(43, secret.size());
  CHECK(van->store->find_note("phones").find(secret) == std::string::npos);
  van->restart();
  van->open_phone_door();
  Handset again(*van);
  again.cookies["__Host-truckroll_phone"] = secret;
  CHECK(again.read("/api/status").json()["screen"] == "sign_on");
}

// features: X-37
TEST(VanPhones, a_code_ends_after_ten_minutes_after_five_wrong_ones_and_with_the_next) {
  Handset phone(*van);
  auto late = code();
  van->clock.advance(std::chrono::minutes(10));
  CHECK_EQUAL(400, phone.pair(late));
  auto first = code();
  auto second = code();
  CHECK_EQUAL(400, phone.pair(first));
  for (int i = 0; i < 4; ++i) CHECK_EQUAL(400, phone.pair("WRONG234"));
  CHECK_EQUAL(400, phone.pair(second));
  CHECK_EQUAL(400, phone.pair(code(), "  "));
}

// features: X-37
TEST(VanPhones, a_page_from_elsewhere_and_another_name_get_nowhere) {
  auto phone = phone_of(technician, "4719");
  auto with = [&](const char* name, const char* value, Method method, const std::string& path) {
    common::http::Client client(van->phone_options());
    auto headers = phone->headers();
    headers.set(name, value);
    return client.send(method, path, headers, "").status;
  };
  auto accept = "/api/visits/" + van_test::visit + "/accept";

  CHECK_EQUAL(403, with("Origin", "https://elsewhere.example", Method::post, accept));
  CHECK_EQUAL(403, with("Host", "elsewhere.example", Method::get, "/api/status"));
  CHECK_EQUAL(200, with("Host", "van-07.local", Method::get, "/api/status"));
}

// features: X-37
TEST(VanPhones, two_technicians_work_at_the_same_time_and_each_operation_says_who_acted) {
  auto mine = phone_of(technician, "4719");
  auto theirs = phone_of(colleague, "8205");
  auto notes = "/api/visits/" + van_test::visit + "/notes";

  CHECK_EQUAL(201, theirs->post(notes, {{"text", "by Ben"}}).status);
  CHECK_EQUAL(201, mine->post(notes, {{"text", "by Lena"}}).status);
  CHECK_EQUAL(201, theirs->post(notes, {{"text", "by Ben again"}}).status);

  CHECK(last_actors(3) == (std::vector<std::string>{colleague, technician, colleague}));
  CHECK(mine->read("/api/status").json()["technician"]["id"] == technician);
  CHECK(theirs->read("/api/status").json()["technician"]["id"] == colleague);
  CHECK(at_the_screen(Method::get, "/api/status").json()["technician"]["id"] == technician);
  auto shown = mine->read("/api/visits/" + van_test::visit).json();
  CHECK(shown["notes"].dump().find("by Ben again") != std::string::npos);
}

// features: X-37
TEST(VanPhones, signing_on_takes_the_screen_from_nobody) {
  auto phone = phone_of(colleague, "8205");

  auto seen = at_the_screen(Method::get, "/api/status").json();

  CHECK(seen["screen"] == "open");
  CHECK(seen["technician"]["id"] == technician);
  CHECK_EQUAL(2, seen["crew"].size());
}

// features: X-37
TEST(VanPhones, lock_by_themselves_and_open_by_their_users_pin_alone) {
  auto phone = phone_of(colleague, "8205");
  van->clock.advance(std::chrono::minutes(6));

  CHECK(phone->read("/api/status").json()["screen"] == "locked");
  CHECK_EQUAL(401, phone->read("/api/today").status);
  CHECK_EQUAL(400, phone->sign_on(colleague, "4719"));
  CHECK_EQUAL(200, phone->sign_on(colleague, "8205"));
  CHECK_EQUAL(200, phone->read("/api/today").status);
}

// features: X-37
TEST(VanPhones, a_session_is_good_on_its_own_phone_alone) {
  auto mine = phone_of(technician, "4719");
  auto theirs = phone_of(colleague, "8205");
  theirs->cookies["truckroll_screen"] = mine->cookies["truckroll_screen"];

  CHECK_EQUAL(401, theirs->read("/api/today").status);
  screen = "truckroll_screen=" + mine->cookies["truckroll_screen"];
  CHECK_EQUAL(401, at_the_screen(Method::get, "/api/today").status);
}

// features: X-37
TEST(VanPhones, who_signs_off_is_off_everywhere_and_the_others_work_on) {
  auto mine = phone_of(technician, "4719");
  auto theirs = phone_of(colleague, "8205");

  CHECK_EQUAL(200, theirs->post("/api/crew/" + colleague + "/sign-off").status);

  CHECK(theirs->read("/api/status").json()["screen"] == "sign_on");
  CHECK_EQUAL(401, theirs->read("/api/today").status);
  CHECK_EQUAL(200, mine->read("/api/today").status);
  CHECK_EQUAL(403, mine->post("/api/crew/" + colleague + "/sign-off").status);
}

// features: X-37
TEST(VanPhones, what_belongs_to_the_vans_own_screen_is_not_there_for_them) {
  auto phone = phone_of(technician, "4719");

  CHECK_EQUAL(404, phone->read("/api/phones").status);
  CHECK_EQUAL(404, phone->post("/api/phones/code").status);
  CHECK_EQUAL(404, phone->read("/api/enrolment").status);
  CHECK_EQUAL(404, phone->post("/api/enrolment", {{"code", "ABCDE-FGHJK"}}).status);
}

// features: X-37
TEST(VanPhones, pairing_is_for_who_has_opened_the_screen) {
  screen.clear();

  for (auto path : {"/api/phones/code", "/api/phones"})
    CHECK_EQUAL_TEXT(401, at_the_screen(Method::post, path).status, path);
}

// features: X-37
TEST(VanPhones, one_that_is_removed_is_out_at_once) {
  auto phone = phone_of(colleague, "8205");
  auto listed = at_the_screen(Method::get, "/api/phones").json()["phones"];
  CHECK_EQUAL(1, listed.size());
  CHECK(listed[0]["name"] == "Phone");
  common::http::WebSocketClient socket(van->phone_options(), "/api/live", phone->headers());
  CHECK(socket.receive(std::chrono::seconds(10)).has_value());

  std::string id = listed[0]["id"];
  CHECK_EQUAL(200, at_the_screen(Method::delete_, "/api/phones/" + id).status);

  CHECK(phone->read("/api/status").json()["code"] == "unpaired");
  CHECK_EQUAL(401, phone->read("/api/today").status);
  while (socket.receive(std::chrono::seconds(10)))
    ;
  CHECK(at_the_screen(Method::get, "/api/phones").json()["phones"].empty());
  CHECK_EQUAL(404, at_the_screen(Method::delete_, "/api/phones/" + id).status);
}

// features: X-37
TEST(VanPhones, hear_of_what_another_phone_did) {
  auto mine = phone_of(technician, "4719");
  auto theirs = phone_of(colleague, "8205");
  common::http::WebSocketClient socket(van->phone_options(), "/api/live", mine->headers());
  CHECK(socket.receive(std::chrono::seconds(10)).has_value());

  theirs->post("/api/visits/" + van_test::visit + "/notes", {{"text", "look"}});

  bool is_told = false;
  while (auto text = socket.receive(std::chrono::seconds(10)))
    if (json::parse(*text)["type"] == "changed") {
      is_told = true;
      break;
    }
  CHECK(is_told);
}

// features: X-37
TEST(VanPhones, are_proposed_what_their_own_person_could_do) {
  auto mine = phone_of(technician, "4719");
  auto theirs = phone_of(colleague, "8205");
  common::http::WebSocketClient to_me(van->phone_options(), "/api/live", mine->headers());
  common::http::WebSocketClient to_them(van->phone_options(), "/api/live", theirs->headers());
  auto first = [](common::http::WebSocketClient& socket, const std::string& type) {
    while (auto text = socket.receive(std::chrono::seconds(10)))
      if (auto message = json::parse(*text); message["type"] == type)
        return message["visit"].get<std::string>();
    return std::string();
  };
  CHECK(to_me.receive(std::chrono::seconds(10)).has_value());
  CHECK(to_them.receive(std::chrono::seconds(10)).has_value());

  van->live->send({{"type", "proposal"}, {"visit", van_test::tomorrow_visit}});
  van->live->send({{"type", "proposal"}, {"visit", van_test::visit}});

  CHECK(first(to_me, "proposal") == van_test::tomorrow_visit);
  CHECK(first(to_them, "proposal") == van_test::visit);
}

// features: X-37
TEST(VanPhones, are_no_use_without_pins_and_say_so) {
  van = std::make_unique<ServedVan>();
  van->open_phone_door();
  Handset phone(*van);

  CHECK(phone.read("/api/status").json()["code"] == "pins_missing");
  CHECK_EQUAL(409, phone.pair("ABCD2345"));
  CHECK_EQUAL(409, at_the_screen(Method::post, "/api/phones/code").status);
}

// features: X-37
TEST(VanPhones, a_technician_without_pin_uses_none_and_the_driver_keeps_the_screen) {
  auto seed = crew_of_two();
  seed.get<truckroll::people::Technician>(technician).clear_pin();
  van = std::make_unique<ServedVan>(std::move(seed));
  van->open_phone_door();
  screen.clear();
  Handset phone(*van);
  CHECK_EQUAL(201, phone.pair(code()));

  CHECK_EQUAL(403, phone.sign_on(technician, ""));
  CHECK_EQUAL(200, phone.sign_on(colleague, "8205"));

  auto seen = at_the_screen(Method::get, "/api/status").json();
  CHECK(seen["screen"] == "open");
  CHECK(seen["technician"]["id"] == technician);
}

// features: X-37
TEST(VanPhones, the_page_without_tls_has_the_authority_and_nothing_else) {
  common::http::Request request;
  auto ask = [&](const std::string& path) {
    request.path = path;
    return edge::api::answer_help_request(van->phone_access, request);
  };
  STRCMP_CONTAINS("/truckroll-van.crt", std::string(ask("/").text()).c_str());
  auto file = ask("/truckroll-van.crt");
  CHECK(file.text() == van->keys.authority_pem());
  CHECK(file.headers.find("Content-Type") == "application/x-x509-ca-cert");
  for (auto path : {"/api/status", "/pair", "/index.html"})
    CHECK_EQUAL_TEXT(404, ask(path).status, path);
  request.method = Method::post;
  CHECK_EQUAL(404, ask("/").status);
}
