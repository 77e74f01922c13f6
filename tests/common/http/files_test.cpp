#include "common/http/files.hpp"

#include <filesystem>
#include <fstream>

#include "fixture.hpp"

#include <CppUTest/TestHarness.h>

using namespace common;
using namespace common::http;
using namespace common::http::test;

TEST_GROUP(Files) {
  std::string folder;
  TestServer test;

  void setup() override {
    std::string name = std::filesystem::temp_directory_path() / "files_test_XXXXXX";
    folder = ::mkdtemp(name.data());
    std::filesystem::create_directories(folder + "/app/assets");
    write("app/index.html", "<p>page</p>");
    write("app/main.mjs", "export {}");
    write("app/assets/index-DiwrgTda.js", "1");
    write("app/assets/work-order-timeline.js", "2");
    write("secret.txt", "secret");
    std::string big;
    for (int i = 0; i < 100'000; ++i) big += std::to_string(i) + ",";
    write("app/big.bin", big);
    std::filesystem::create_symlink(folder + "/secret.txt", folder + "/app/link.txt");
    StaticFiles files({.folder = folder + "/app", .single_page = true});
    test.router.fallback(files);
    test.router.add(Method::get, "/bytes/", [](const Request& request, const Params&) {
      return send_bytes(request, std::make_shared<const std::string>("0123456789"), "image/png",
                        "\"e1\"");
    });
    test.start();
  }
  void teardown() override {
    test.server.reset();
    std::filesystem::remove_all(folder);
  }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder + "/" + name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) {
    std::ifstream file(folder + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  Reply get(const std::string& target, std::string name = {}, std::string value = {}) {
    Headers headers;
    if (!name.empty()) headers.add(name, value);
    return test.client().send(Method::get, target, headers);
  }
};

TEST(Files, types_follow_the_name) {
  struct Case {
    const char *target, *type;
  };
  for (auto& [target, type] :
       {Case{"/", "text/html; charset=utf-8"}, Case{"/main.mjs", "text/javascript; charset=utf-8"},
        Case{"/big.bin", "application/octet-stream"}})
    STRCMP_EQUAL(type, std::string(get(target).headers.find("Content-Type").value_or("")).c_str());
}

TEST(Files, only_hashed_assets_are_kept_for_ever) {
  STRCMP_CONTAINS(
      "immutable",
      std::string(*get("/assets/index-DiwrgTda.js").headers.find("Cache-Control")).c_str());
  CHECK(get("/assets/work-order-timeline.js").headers.find("Cache-Control") == "no-cache");
  CHECK(get("/").headers.find("Cache-Control") == "no-cache");
}

TEST(Files, page_addresses_get_the_application_and_missing_assets_do_not) {
  STRCMP_EQUAL("<p>page</p>", get("/work-orders/7").body.c_str());
  LONGS_EQUAL(404, get("/assets/none-12345678.js").status);
}

TEST(Files, nothing_outside_the_folder_is_served) {
  LONGS_EQUAL(404, get("/link.txt").status);
  for (auto target : {"/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"}) {
    auto reply = get(target);
    LONGS_EQUAL(400, reply.status);
    CHECK(reply.body.find("secret") == std::string::npos);
  }
}

TEST(Files, an_unchanged_file_is_not_sent_again) {
  auto first = get("/big.bin");
  auto etag = std::string(*first.headers.find("ETag"));
  auto again = get("/big.bin", "If-None-Match", "\"other\", " + etag);
  LONGS_EQUAL(304, again.status);
  LONGS_EQUAL(0, again.body.size());
  LONGS_EQUAL(200, get("/big.bin", "If-None-Match", "\"other\"").status);
}

TEST(Files, a_big_file_arrives_whole) {
  auto reply = get("/big.bin");
  LONGS_EQUAL(200, reply.status);
  CHECK(reply.body == read("app/big.bin"));
}

TEST(Files, ranges) {
  auto all = read("app/big.bin");
  auto total = std::to_string(all.size());
  struct Case {
    std::string range;
    int status;
    std::string body, content_range;
  };
  auto from = [&](std::size_t at, std::size_t size) { return all.substr(at, size); };
  std::vector<Case> cases{
      {"bytes=0-9", 206, from(0, 10), "bytes 0-9/" + total},
      {"bytes=1000-", 206, from(1000, all.size()),
       "bytes 1000-" + std::to_string(all.size() - 1) + "/" + total},
      {"bytes=-5", 206, from(all.size() - 5, 5), ""},
      {"bytes=0-99999999", 206, all, ""},
      {"bytes=" + total + "-", 416, "", "bytes */" + total},
      {"bytes=-0", 416, "", ""},
      {"bytes=9-1", 200, all, ""},
      {"bytes=0-1,4-5", 200, all, ""},
      {"lines=0-1", 200, all, ""},
      {"bytes=x-", 200, all, ""},
      {"bytes=99999999999999999999999-", 200, all, ""},
  };
  for (auto& [range, status, body, content_range] : cases) {
    auto reply = get("/big.bin", "Range", range);
    LONGS_EQUAL_TEXT(status, reply.status, range.c_str());
    CHECK_TEXT(reply.body == body, range.c_str());
    if (!content_range.empty()) CHECK(reply.headers.find("Content-Range") == content_range);
  }
}

TEST(Files, a_range_of_a_changed_file_is_the_whole) {
  auto client = test.client();
  Headers headers;
  headers.add("Range", "bytes=0-1");
  headers.add("If-Range", "\"old\"");
  LONGS_EQUAL(200, client.send(Method::get, "/bytes/", headers).status);
  headers.set("If-Range", "\"e1\"");
  auto part = client.send(Method::get, "/bytes/", headers);
  LONGS_EQUAL(206, part.status);
  STRCMP_EQUAL("01", part.body.c_str());
}

TEST(Files, head_tells_the_size_without_the_body) {
  auto client = test.client();
  auto reply = client.send(Method::head, "/big.bin");
  LONGS_EQUAL(200, reply.status);
  LONGS_EQUAL(0, reply.body.size());
  CHECK(reply.headers.find("Content-Length") == std::to_string(read("app/big.bin").size()));
  LONGS_EQUAL(200, client.get("/bytes/").status);
}

TEST(Files, other_methods_are_refused) {
  LONGS_EQUAL(405, test.client().post("/", "x").status);
}
