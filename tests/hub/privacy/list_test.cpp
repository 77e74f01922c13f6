// The list of erasures, which lies beside the database and outlives its backups.
#include <fstream>

#include "hub/privacy/erasure.hpp"
#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

TEST_GROUP(ErasureList){};

TEST(ErasureList, what_a_power_cut_left_of_a_line_takes_no_other_along) {
  support::TempFolder folder;
  hub::privacy::ErasureList list(folder / "erasures.list");
  list.add({"t1", "r1", true, {{"crm.Contact", "c1"}}, {}});
  std::ofstream(folder / "erasures.list", std::ios::app) << R"({"tenant": "t1", "requ)";
  list.add({"t1", "r2", true, {{"crm.Contact", "c2"}}, {"a@b.test"}});
  list.add({"t1", "r2", true, {{"crm.Contact", "c2"}}, {"a@b.test"}});  // once
  auto entries = list.read();
  LONGS_EQUAL(2, entries.size());
  STRCMP_EQUAL("r1", entries[0].request.c_str());
  STRCMP_EQUAL("r2", entries[1].request.c_str());
  LONGS_EQUAL(1, entries[1].addresses.count("a@b.test"));
}
