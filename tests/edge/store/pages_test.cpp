#include <fstream>
#include <random>
#include <sstream>

#include "common/error/error.hpp"
#include "edge/store/pages.hpp"
#include "tests/edge/store/fixture.hpp"

#include <CppUTest/TestHarness.h>

using namespace store_test;
using edge::store::check_pages;

namespace {

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::string trouble(const std::string& file) {
  try {
    check_pages(file);
    return {};
  } catch (const common::Error& error) {
    return error.text();
  }
}

}  // namespace

TEST_GROUP(Pages) {
  Van van;
  std::filesystem::path file = van.options.folder / "data" / "data.mdb";
};

// features: EDGE-15
TEST(Pages, of_a_sound_store_are_sound_whatever_was_done_in_it) {
  STRCMP_EQUAL("", trouble(bytes_of(file)).c_str());
  std::mt19937 random(1);
  std::uint64_t at = 0;
  van.receive(Van::job(0, 1, "first"), at++);
  for (int round = 0; round < 40; ++round) {
    for (int i = 0; i < 8; ++i)
      van.receive(Van::job(static_cast<int>(1 + random() % 60), 1 + round * 100 + i,
                           std::string(random() % 9000, 'x')),
                  at++);
    van.findings(0, std::string(random() % 6000, 'y'));
    auto last = van.store->load_state().next_sequence - 1;
    van.store->acknowledge(last, {});
    van.store->settle(last);
    STRCMP_EQUAL("", trouble(bytes_of(file)).c_str());
  }
}

TEST(Pages, that_do_not_hang_together_are_found_and_no_bytes_are_too_odd) {
  for (int i = 0; i < 60; ++i)
    van.receive(Van::job(i, 1, std::string(static_cast<std::size_t>(i) * 150, 'x')),
                static_cast<std::uint64_t>(i));
  auto sound = bytes_of(file);
  STRCMP_EQUAL("", trouble(sound).c_str());
  // Heads of pages are what LMDB trusts.
  int found = 0, tried = 0;
  for (std::size_t page = 2; page < sound.size() / 4096; ++page)
    for (std::size_t place : {0, 10, 12, 14}) {
      auto flipped = sound;
      flipped[page * 4096 + place] ^= 0x10;
      ++tried;
      found += !trouble(flipped).empty();
    }
  CHECK_TEXT(found > tried / 3, (std::to_string(found) + " of " + std::to_string(tried)).c_str());
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    auto odd = sound;
    for (int k = 0; k < 8; ++k) odd[random() % odd.size()] = static_cast<char>(random());
    trouble(odd);
  }
  for (std::size_t size : {0, 1, 16, 4096, 8191, 8192, 12'288}) trouble(sound.substr(0, size));
  CHECK(!trouble(std::string(20'000, '\xff')).empty());
}
