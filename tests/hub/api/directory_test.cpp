// A directory's passwords: slapd, started here.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "hub/identity/http.hpp"
#include "hub/identity/ldap.hpp"
#include "hub/identity/place.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using hub::identity::Provider;
using hub::identity::ProviderProblem;
using support::ChildProcess;
using test::json;
using test::Office;

namespace {

constexpr const char* people = R"(dn: dc=example,dc=test
objectClass: domain
dc: example

dn: ou=people,dc=example,dc=test
objectClass: organizationalUnit
ou: people

dn: uid=dora,ou=people,dc=example,dc=test
objectClass: inetOrgPerson
uid: dora
cn: Dora Dispatch
sn: Dispatch
givenName: Dora
mail: Dora@example.test
departmentNumber: planners
userPassword: a password of the directory

dn: uid=star*,ou=people,dc=example,dc=test
objectClass: inetOrgPerson
uid: star*
cn: Star
sn: Star
mail: star@example.test
userPassword: another password
)";

/// OpenLDAP's server with two people, on a loopback port.
class Directory {
 public:
  explicit Directory(const std::filesystem::path& folder)
      : port_(support::free_port()), config_(folder / "slapd.conf") {
    std::filesystem::create_directory(folder / "data");
    std::ofstream(config_) << "include /etc/ldap/schema/core.schema\n"
                              "include /etc/ldap/schema/cosine.schema\n"
                              "include /etc/ldap/schema/inetorgperson.schema\n"
                              "modulepath /usr/lib/ldap\nmoduleload back_mdb\n"
                              "pidfile "
                           << (folder / "slapd.pid").string()
                           << "\ndatabase mdb\nmaxsize 10485760\nsuffix dc=example,dc=test\n"
                              "rootdn cn=hub,dc=example,dc=test\nrootpw \"the hub's own\"\n"
                              "access to attrs=userPassword by anonymous auth by * none\n"
                              "access to * by * none\ndirectory "
                           << (folder / "data").string() << "\n";
    std::ofstream(folder / "people.ldif") << people;
    ChildProcess load({"slapadd", "-f", config_.string(), "-l", (folder / "people.ldif").string()},
                      folder / "slapadd.log");
    CHECK_EQUAL(0, load.wait().value_or(-1));
    start();
  }
  void start() {
    server_ = ChildProcess({"slapd", "-f", config_.string(), "-h", address() + "/", "-d", "0"});
    CHECK(support::wait_until([&] { return answers(); }));
  }
  void kill() { server_.kill(); }
  std::uint16_t port() const { return port_; }
  std::string address() const { return "ldap://127.0.0.1:" + std::to_string(port_); }
  Provider provider() const {
    Provider made;
    made.ldap = true;
    made.address = address();
    made.client_id = "cn=hub,dc=example,dc=test";
    made.secret = "the hub's own";
    made.base_dn = "ou=people,dc=example,dc=test";
    made.user_filter = "(uid={login})";
    made.role_claim = "departmentNumber";
    made.private_allowed = true;
    return made;
  }

 private:
  bool answers() {
    try {
      hub::identity::check_ldap(provider());
      return true;
    } catch (const ProviderProblem&) {
      return false;
    }
  }
  std::uint16_t port_;
  std::filesystem::path config_;
  ChildProcess server_;
};

/// A port that accepts whoever connects and never answers.
class Silence {
 public:
  explicit Silence(std::uint16_t port) : port_(port), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    int yes = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    CHECK(::listen(socket_, 16) == 0);
  }
  ~Silence() { ::close(socket_); }
  std::uint16_t port() const { return port_; }

 private:
  std::uint16_t port_;
  int socket_;
};

double seconds_of(const std::function<void()>& doing) {
  auto begin = std::chrono::steady_clock::now();
  doing();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string problem_of(const Provider& provider) {
  try {
    hub::identity::check_ldap(provider);
  } catch (const ProviderProblem& problem) {
    return problem.code;
  }
  return {};
}

common::http::Reply status_of_sign_in(Office& office, const char* login, const char* password) {
  common::http::ClientOptions options;
  options.port = office.port();
  return common::http::Client(options).post_json("/api/session/",
                                                 {{"login", login}, {"password", password}});
}

json connection_of(const Directory& directory, const std::string& secret, const json& more) {
  json config{{"protocol", "ldap"},
              {"url", directory.address()},
              {"bind_dn", "cn=hub,dc=example,dc=test"},
              {"base_dn", "ou=people,dc=example,dc=test"},
              {"role_claim", "departmentNumber"},
              {"provision", true}};
  config.update(more);
  return {{"kind", "identity"},
          {"name", "Directory"},
          {"secret", secret},
          {"mapping", {{{"ours", "dispatcher"}, {"theirs", "planners"}}}},
          {"config", config.dump()}};
}

}  // namespace

TEST_GROUP(Directory) {
  support::TempFolder folder;
  void setup() override {
    hub::identity::allow_providers({.private_allowed = true});
  }
  void teardown() override {
    hub::identity::allow_providers({});
  }
};

TEST(Directory, vouches_for_who_has_his_password_and_for_nobody_else) {
  Directory directory(folder.path());
  auto provider = directory.provider();
  auto dora = hub::identity::ldap_person(provider, "dora", "a password of the directory");
  CHECK(dora.has_value());
  STRCMP_EQUAL("dora@example.test", dora->mail.c_str());
  STRCMP_EQUAL("Dora", dora->given.c_str());
  CHECK(dora->groups == std::set<std::string>{"planners"});
  CHECK_EQUAL(36U, dora->subject.size());
  struct Case {
    const char *login, *password;
  };
  for (auto& one :
       {Case{"dora", "wrong"}, Case{"dora", ""}, Case{"", ""}, Case{"nobody", "x"},
        Case{"*", "a password of the directory"}, Case{"d*", "a password of the directory"},
        Case{"dora)(uid=*", "a password of the directory"},
        Case{"x)(|(uid=dora", "a password of the directory"}})
    CHECK_TEXT(!hub::identity::ldap_person(provider, one.login, one.password), one.login);
  CHECK(hub::identity::ldap_person(provider, "star*", "another password").has_value());
  STRCMP_EQUAL("\\2a\\28\\29\\5c\\00\\c3\\a4",
               hub::identity::filter_escaped(std::string_view("*()\\\0\xc3\xa4", 7)).c_str());
}

TEST(Directory, what_is_wrong_with_it_is_told_and_no_password_goes_in_clear) {
  Directory directory(folder.path());
  auto provider = directory.provider();
  STRCMP_EQUAL("", problem_of(provider).c_str());
  auto wrong = provider;
  wrong.secret = "not the hub's";
  STRCMP_EQUAL("invalid", problem_of(wrong).c_str());
  wrong = provider;
  wrong.base_dn = "ou=nowhere,dc=example,dc=test";
  STRCMP_EQUAL("invalid", problem_of(wrong).c_str());
  wrong = provider;
  wrong.address = "ldap://ldap.example.test";
  STRCMP_EQUAL("invalid", problem_of(wrong).c_str());
  wrong = provider;
  wrong.starttls = true;  // this one has no certificate
  CHECK(!problem_of(wrong).empty());
  directory.kill();
  STRCMP_EQUAL("unreachable", problem_of(provider).c_str());
}

TEST(Directory, its_people_sign_in_with_its_password_and_get_the_roles_of_their_groups) {
  for (bool postgres : {false, true}) {
    support::TempFolder own;
    Directory directory(own.path());
    Office office(postgres ? stores::copy_of_migrated() : "");
    auto admin = office.sign_in("admin");
    auto secret = admin.create("secrets", {{"name", "LDAP"}, {"value", "the hub's own"}});
    auto made = admin.create(
        "connections",
        connection_of(directory, secret["id"].get<std::string>(), {{"domains", {"Example.test"}}}));
    auto sign_in = [&](const char* login, const char* password) {
      return status_of_sign_in(office, login, password);
    };
    CHECK_EQUAL(401,
                sign_in("dora@example.test", "a password of the directory").status);  // not on yet
    auto checked =
        admin.send(Method::post, "/api/connections/" + made["id"].get<std::string>() + "/check/");
    CHECK_TEXT(checked.json()["works"].get<bool>(), checked.body.c_str());

    auto in = sign_in("dora@example.test", "a password of the directory");
    CHECK_EQUAL_TEXT(200, in.status, in.body.c_str());
    STRCMP_EQUAL("dora@example.test", in.json()["user"]["login"].get<std::string>().c_str());
    CHECK(in.json()["roles"] == json{"dispatcher"});
    auto again = sign_in("dora@example.test", "a password of the directory");
    CHECK(again.json()["user"]["id"] == in.json()["user"]["id"]);
    CHECK_EQUAL(401, sign_in("dora@example.test", "wrong").status);
    CHECK_EQUAL(401,
                sign_in("star@example.test", "another password").status);  // in none of the groups
    CHECK_EQUAL(401, sign_in("admin@example.test", "a password of the directory").status);
    directory.kill();
    CHECK_EQUAL(503, sign_in("dora@example.test", "a password of the directory").status);
    CHECK_EQUAL(200, sign_in("admin@example.test", Office::password).status);
  }
}

TEST(Directory, one_that_never_answers_is_given_up_after_its_deadline) {
  Silence silence(support::free_port());
  Provider provider;
  provider.ldap = true;
  provider.client_id = "cn=hub,dc=example,dc=test";
  provider.secret = "x";
  provider.private_allowed = true;
  for (std::string scheme : {"ldap", "ldaps", "starttls"}) {
    provider.starttls = scheme == "starttls";
    provider.address =
        (scheme == "ldaps" ? "ldaps" : "ldap") + ("://127.0.0.1:" + std::to_string(silence.port()));
    auto took = seconds_of(
        [&] { STRCMP_EQUAL_TEXT("unreachable", problem_of(provider).c_str(), scheme.c_str()); });
    CHECK_TEXT(took < 8, (scheme + " took " + std::to_string(took) + " s").c_str());
  }
}

TEST(Directory, one_that_is_dead_is_told_so_and_only_the_first_waits_for_it) {
  Directory directory(folder.path());
  Office office;
  auto admin = office.sign_in("admin");
  auto secret = admin.create("secrets", {{"name", "LDAP"}, {"value", "the hub's own"}})["id"];
  auto made = admin.create("connections", connection_of(directory, secret.get<std::string>(),
                                                        {{"domains", {"example.test"}}}));
  auto path = "/api/connections/" + made["id"].get<std::string>() + "/check/";
  CHECK(admin.send(Method::post, path).json()["works"].get<bool>());
  directory.kill();
  Silence silence(directory.port());
  auto refused = [&] {
    auto reply = status_of_sign_in(office, "dora@example.test", "a password of the directory");
    CHECK_EQUAL_TEXT(503, reply.status, reply.body.c_str());
    STRCMP_CONTAINS("does not answer", reply.body.c_str());
  };
  CHECK(seconds_of(refused) < 8);
  for (int i = 0; i < 3; ++i) CHECK(seconds_of(refused) < 4);  // less than the deadline
  CHECK(seconds_of([&] {
          CHECK_EQUAL(200,
                      status_of_sign_in(office, "admin@example.test", Office::password).status);
        }) < 4);
}

TEST(Directory, no_password_goes_to_another_company_s_directory) {
  Directory directory(folder.path());
  Office office;
  Office::Client other(office.port(), "admin@other.test", Office::password);
  auto secret = other.create("secrets", {{"name", "LDAP"}, {"value", "the hub's own"}})["id"];
  auto add = [&](Office::Client& who, const json& sealed, const json& more) {
    auto made =
        who.create("connections", connection_of(directory, sealed.get<std::string>(), more));
    auto path = "/api/connections/" + made["id"].get<std::string>() + "/check/";
    return who.send(Method::post, path).json();
  };
  auto none = add(other, secret, json::object());
  CHECK(!none["works"].get<bool>());
  STRCMP_CONTAINS("domains", none["text"].get<std::string>().c_str());
  CHECK(add(other, secret, {{"domains", {"other.test"}}})["works"].get<bool>());
  // The directory would know her and let her in.
  CHECK_EQUAL(401,
              status_of_sign_in(office, "dora@example.test", "a password of the directory").status);
  CHECK_EQUAL(401, status_of_sign_in(office, "dora", "a password of the directory").status);

  auto admin = office.sign_in("admin");
  auto own = admin.create("secrets", {{"name", "LDAP"}, {"value", "the hub's own"}})["id"];
  auto taken = add(admin, own, {{"domains", {"OTHER.test", "example.test"}}});
  CHECK(!taken["works"].get<bool>());
  STRCMP_CONTAINS("another company", taken["text"].get<std::string>().c_str());
  CHECK(add(admin, own, {{"domains", {"example.test"}}})["works"].get<bool>());
  CHECK_EQUAL(200,
              status_of_sign_in(office, "dora@example.test", "a password of the directory").status);
}

TEST(Directory, of_a_private_network_is_asked_only_where_the_hub_s_settings_say_so) {
  Directory directory(folder.path());
  auto provider = directory.provider();
  provider.private_allowed = false;
  provider.starttls = true;
  for (auto address : {directory.address(), std::string("ldaps://localhost:1"),
                       std::string("ldaps://[::1]:1"), std::string("ldaps://10.0.0.1"),
                       std::string("ldapi://%2ftmp%2fldap"), std::string("ldaps://169.254.169.254"),
                       std::string("ldaps:///"), directory.address() + " ldaps://192.0.43.8"}) {
    provider.address = address;
    STRCMP_EQUAL_TEXT("invalid", problem_of(provider).c_str(), address.c_str());
  }
  for (auto url : {"https://127.0.0.1:1/", "http://127.0.0.1:1/", "https://localhost:1/"}) {
    try {
      hub::identity::http_get(url, {});
      FAIL(url);
    } catch (const ProviderProblem& problem) {
      STRCMP_EQUAL("unreachable", problem.code.c_str());
      auto why = problem.text.english();
      CHECK_TEXT(why.find("refused") == std::string::npos, why.c_str());
    }
  }
}

TEST(Directory, is_an_administrator_s_matter_and_off_once_it_changed) {
  Directory directory(folder.path());
  Office office;
  auto admin = office.sign_in("admin");
  auto secret = admin.create("secrets", {{"name", "LDAP"}, {"value", "the hub's own"}})["id"];
  json input = connection_of(directory, secret.get<std::string>(), {{"domains", {"example.test"}}});
  json his{{"kind", "identity"},
           {"name", "Mine"},
           {"config", input["config"]},
           {"owner", office.user_of("dispatcher")}};
  CHECK_EQUAL(403,
              office.sign_in("dispatcher").send(Method::post, "/api/connections/", his).status);
  input["owner"] = office.user_of("dispatcher");
  for (auto change : {json{{"config", input["config"].get<std::string>() + " "}},
                      json{{"mapping", {{{"ours", "admin"}, {"theirs", "planners"}}}}},
                      json{{"address", "https://elsewhere.example.test"}}}) {
    auto made = admin.create("connections", input);
    auto path = "/api/connections/" + made["id"].get<std::string>() + "/";
    CHECK(admin.send(Method::post, path + "check/").json()["works"].get<bool>());
    STRCMP_EQUAL("on", admin.get(path)["state"].get<std::string>().c_str());
    auto tag = [&] { return "\"" + std::to_string(admin.get(path)["version"].get<int>()) + "\""; };
    auto refused = office.sign_in("dispatcher").send(Method::patch, path, change, tag());
    CHECK_EQUAL_TEXT(403, refused.status, refused.body.c_str());
    auto renamed = admin.send(Method::patch, path, {{"name", "Renamed"}}, tag());
    CHECK_EQUAL_TEXT(200, renamed.status, renamed.body.c_str());
    STRCMP_EQUAL("on", admin.get(path)["state"].get<std::string>().c_str());
    CHECK_EQUAL(200, admin.send(Method::patch, path, change, tag()).status);
    STRCMP_EQUAL("off", admin.get(path)["state"].get<std::string>().c_str());
  }
}
