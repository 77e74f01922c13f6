#include "hub/identity/seal.hpp"

#include <sys/stat.h>

#include <fstream>

#include "common/error/error.hpp"
#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

using hub::identity::Seal;

TEST_GROUP(Seal) {
  support::TempFolder folder;
  Seal seal{std::string(32, 'k')};
  bool opens(const Seal& with, const std::string& place, const std::string& sealed) {
    try {
      with.open(place, sealed);
    } catch (const common::Error&) {
      return false;
    }
    return true;
  }
};

TEST(Seal, gives_back_what_was_sealed_and_looks_different_each_time) {
  auto one = seal.close("here", "a secret"), two = seal.close("here", "a secret");
  STRCMP_EQUAL("a secret", seal.open("here", one).c_str());
  CHECK(one != two);
  CHECK(one.find("a secret") == std::string::npos);
}

TEST(Seal, opens_neither_elsewhere_nor_changed_nor_with_another_key) {
  auto sealed = seal.close("here", "a secret");
  CHECK(!opens(seal, "there", sealed));
  CHECK(!opens(Seal(std::string(32, 'x')), "here", sealed));
  for (std::size_t at = 2; at < sealed.size(); at += 5) {
    auto changed = sealed;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    CHECK_TEXT(!opens(seal, "here", changed), std::to_string(at).c_str());
  }
  for (auto rubbish : {"", "1.", "1.AAAA", "2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    CHECK(!opens(seal, "here", rubbish));
}

TEST(Seal, a_key_file_is_made_once_for_its_owner_alone) {
  auto file = folder / "identity.key";
  auto sealed = Seal::from_file(file).close("here", "a secret");
  struct stat info {};
  CHECK_EQUAL(0, ::stat(file.c_str(), &info));
  CHECK_EQUAL(0600, static_cast<int>(info.st_mode & 0777));
  STRCMP_EQUAL("a secret", Seal::from_file(file).open("here", sealed).c_str());
}

TEST(Seal, a_key_file_that_others_read_or_that_is_cut_is_refused) {
  auto file = folder / "identity.key";
  Seal::from_file(file);
  ::chmod(file.c_str(), 0644);
  CHECK_THROWS(common::Error, Seal::from_file(file));
  ::chmod(file.c_str(), 0600);
  std::ofstream(file, std::ios::trunc) << "short";
  CHECK_THROWS(common::Error, Seal::from_file(file));
}
