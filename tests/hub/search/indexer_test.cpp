// How the index follows the change log.
#include <algorithm>

#include "tests/hub/search/company.hpp"

#include <CppUTest/TestHarness.h>

using test::both;
using test::Searched;

namespace {

/// Everything that answers, without the numbers that depend on the order of indexing.
std::multiset<std::string> content_of(Searched& company) {
  std::multiset<std::string> content;
  company.opened.store().read([&](hub::store::Connection& sql) {
    auto& rows = sql.query(
        "SELECT p.word, z.type, z.field, length(p.block) FROM search_posting p JOIN search_zone z "
        "ON z.tenant = p.tenant AND z.generation = p.generation AND z.number = p.zone WHERE "
        "p.generation = (SELECT MIN(generation) FROM search_generation)");
    while (rows.step())
      content.insert(rows.text(0) + "|" + rows.text(1) + "|" + rows.text(2) + "|" +
                     std::to_string(rows.integer(3)));
    auto& documents = sql.query(
        "SELECT record FROM search_document WHERE generation = (SELECT MIN(generation) FROM "
        "search_generation)");
    while (documents.step()) content.insert(documents.text(0));
  });
  return content;
}

std::int64_t rows_of(Searched& company, const std::string& table) {
  return company.opened.store().read_result(
      [&](hub::store::Connection& sql) { return sql.integer("SELECT count(*) FROM " + table); });
}

void change_name(Searched& company, const std::string& id, const std::string& name) {
  company.opened.write([&](hub::store::Transaction& transaction) {
    auto account = transaction.load<truckroll::crm::Account>(id);
    account.set_name(name);
    transaction.save(account);
  });
}

void remove(Searched& company, const std::string& id) {
  company.opened.write([&](hub::store::Transaction& transaction) {
    auto account = transaction.load<truckroll::crm::Account>(id);
    transaction.remove(account);
  });
}

}  // namespace

TEST_GROUP(Indexer){};

TEST(Indexer, follows_what_is_made_changed_and_deleted) {
  for (auto dialect : both) {
    Searched company(dialect);
    auto id = company.account("Müller");
    auto kept = company.account("Müller Nachbar");
    company.follow();
    CHECK(company.finds("müller", id));

    change_name(company, id, "Schmid");
    company.follow();
    CHECK_FALSE(company.finds("müller", id));
    CHECK(company.finds("müller", kept));
    CHECK(company.finds("schmid", id));

    remove(company, id);
    company.follow();
    CHECK_FALSE(company.finds("schmid", id));
    CHECK(company.finds("müller", kept));
    LONGS_EQUAL(0, company.opened.store().read_result(hub::search::lag));
  }
}

TEST(Indexer, what_it_has_not_seen_is_checked_in_the_store) {
  for (auto dialect : both) {
    Searched company(dialect);
    auto renamed = company.account("Müller eins");
    auto removed = company.account("Müller zwei");
    company.follow();

    change_name(company, renamed, "Schmid");
    remove(company, removed);
    company.wait_until_sealed();

    CHECK(company.ask("müller").hits.empty());
    LONGS_EQUAL(2, company.opened.store().read_result(hub::search::lag));
  }
}

TEST(Indexer, a_new_index_is_the_same_as_the_one_that_followed) {
  for (auto dialect : both) {
    Searched company(dialect);
    std::vector<std::string> ids;
    for (int i = 0; i < 210; ++i) {
      ids.push_back(company.account("Kunde " + std::to_string(i % 7) + " Nummer " +
                                    std::to_string(i) + " aus Vaduz"));
      if (i % 30 == 0) company.follow();
    }
    for (int i = 0; i < 210; i += 5) change_name(company, ids[i], "Anders " + std::to_string(i));
    company.follow();
    for (int i = 0; i < 210; i += 7) remove(company, ids[i]);
    company.follow();
    auto followed = content_of(company);

    hub::search::rebuild(company.opened.store(), "t1");
    CHECK(company.finds("kunde nummer 191", ids[191]));  // the old one answers
    company.follow();
    auto built = content_of(company);

    auto without_sizes = [](const std::multiset<std::string>& content) {
      std::multiset<std::string> keys;
      for (auto& one : content) keys.insert(one.substr(0, one.rfind('|')));
      return keys;
    };
    CHECK(without_sizes(followed) == without_sizes(built));
    CHECK(company.finds("kunde nummer 191", ids[191]));
    LONGS_EQUAL(1, rows_of(company, "search_generation"));
    LONGS_EQUAL(180, rows_of(company, "search_document"));
  }
}

TEST(Indexer, every_posting_is_found_again_in_lists_of_many_blocks) {
  for (auto dialect : both) {
    Searched company(dialect);
    constexpr int count = 1500;
    std::vector<std::string> ids;
    company.opened.write([&](hub::store::Transaction& transaction) {
      for (int i = 0; i < count; ++i) {
        truckroll::crm::Account account;
        account.set_name("Gleich " + std::to_string(i));
        transaction.save(account);
        ids.push_back(account.header().id());
      }
    });
    ids.erase(ids.begin(), ids.end() - count);
    company.follow();
    CHECK(rows_of(company, "search_posting") > count + 3);  // the one word takes several rows

    for (int i = 0; i < count; i += 3) change_name(company, ids[i], "Anders " + std::to_string(i));
    for (int i = 0; i < count; i += 6) change_name(company, ids[i], "Gleich " + std::to_string(i));
    company.follow();

    auto& type = stores::catalogue().type("crm.Account");
    company.opened.store().read([&](hub::store::Connection& sql) {
      auto found = [&](const std::string& words) {
        auto condition = hub::search::find(sql, company.vocabularies, stores::catalogue(), "t1",
                                           type, words, {});
        return sql.integer("SELECT count(*) FROM account WHERE " + condition.sql, condition.values);
      };
      LONGS_EQUAL(count - count / 6, found("gleich "));
      LONGS_EQUAL(count / 6, found("anders "));
    });
  }
}

TEST(Indexer, of_two_hubs_one_builds_and_both_answer) {
  for (auto dialect : both) {
    Searched company(dialect);
    hub::search::Vocabularies others;
    hub::search::Indexer other(company.opened.store(), others);
    auto first = company.account("Müller");
    company.follow();

    auto second = company.account("Zimmermann");
    company.wait_until_sealed();
    CHECK_FALSE(other.advance("t1"));  // the lease is the first one's
    company.follow();
    company.opened.clock().advance(std::chrono::seconds(11));
    auto third = company.account("Schreiner");
    company.wait_until_sealed();
    CHECK(other.advance("t1"));  // it was silent for too long

    CHECK(company.finds("Zimermann", second));
    CHECK(company.finds("Schriener", third));  // a word that the other one added
    CHECK(company.finds("Müller", first));
  }
}
