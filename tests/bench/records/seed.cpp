// Fills a company that is there with accounts and interactions, past the change log, and has them
// indexed: the data set of ./dev bench records. Prints JSON: what took how long, and what the
// measurements ask for.
//   bench_records_seed STORE ACCOUNTS INTERACTIONS
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "common/clock/clock.hpp"
#include "common/codec/values.hpp"
#include "common/log/level.hpp"
#include "hub/search/indexer.hpp"
#include "hub/search/words.hpp"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/interaction.pb.h"
#include "tests/support/names.hpp"

namespace {

using hub::store::Connection;
using hub::store::Store;
using hub::store::Transaction;
using nlohmann::json;
using support::Names;
using support::next_id;
using truckroll::crm::Account;
using truckroll::crm::Interaction;

constexpr std::uint64_t rows_at_once = 5000, writers = 4;
/// Every so many accounts one has more to do with us: 22 interactions, enough for ten of each of
/// 50 accounts, the third level of GraphQL's question.
constexpr std::uint64_t key_account_every = 20, interactions_of_key_account = 22;
constexpr std::int64_t begin_at = 1'700'000'000, minute = 60;

struct Company {
  std::string tenant;
  std::vector<std::string> users, branches;
};

std::vector<std::string> texts(Connection& connection, const std::string& sql) {
  std::vector<std::string> all;
  auto& rows = connection.query(sql, {});
  while (rows.step()) all.push_back(rows.text(0));
  return all;
}

Company load_company(Store& store) {
  return store.read_result([](Connection& connection) {
    return Company{texts(connection, "SELECT id FROM tenant").at(0),
                   texts(connection, "SELECT id FROM \"user\" ORDER BY id"),
                   texts(connection, "SELECT id FROM branch ORDER BY id")};
  });
}

class Seed {
 public:
  Seed(Store& store, std::uint64_t accounts, std::uint64_t interactions)
      : store_(store), company_(load_company(store)), accounts_(accounts) {
    for (std::uint64_t i = 0; i < accounts; ++i)
      names_.push_back(source_.given() + " " + source_.family());
    auto keys = accounts / key_account_every;
    auto of_keys = std::min(interactions, keys * interactions_of_key_account);
    interactions_ = interactions;
    of_keys_ = of_keys;
  }

  void fill() {
    in_parts(accounts_, [this](Transaction& transaction, std::uint64_t i) {
      store_.tables().of(store_.catalogue().of<Account>()).insert(transaction.sql(), account(i));
    });
    in_parts(interactions_, [this](Transaction& transaction, std::uint64_t i) {
      store_.tables()
          .of(store_.catalogue().of<Interaction>())
          .insert(transaction.sql(), interaction(i));
    });
  }

  void index() {
    hub::search::rebuild(store_, company_.tenant);
    hub::search::Vocabularies vocabularies;
    hub::search::Indexer indexer(store_, vocabularies);
    // The hub that made the company may hold the index for some seconds after its end.
    for (indexer.catch_up(company_.tenant); !is_indexed(); indexer.catch_up(company_.tenant))
      std::this_thread::sleep_for(std::chrono::seconds(1));
  }

  json samples() const {
    std::mt19937_64 random(7);
    json ids = json::array(), mistyped = json::array();
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(accounts_, 5000); ++i) {
      auto number = random() % accounts_;
      ids.push_back(account_id(number));
      auto& name = names_[number];
      auto family = hub::search::key_of(name.substr(name.find(' ') + 1));
      if (family.size() > 4) mistyped.push_back(Names::mistyped(family, random));
    }
    return {{"tenant", company_.tenant}, {"ids", ids}, {"mistyped", mistyped}};
  }

 private:
  bool is_indexed() {
    return store_.read_result([&](Connection& connection) {
      auto generations = hub::search::load_generations(connection, company_.tenant);
      return generations.size() == 1 && !generations[0].walk;
    });
  }

  template <class Write>
  void in_parts(std::uint64_t count, Write write) {
    std::vector<std::thread> threads;
    for (std::uint64_t t = 0; t < writers; ++t)
      threads.emplace_back([&, t] {
        for (auto from = t * rows_at_once; from < count; from += writers * rows_at_once)
          store_.write(store_.system_command(company_.tenant, "bench"), [&](Transaction& sql) {
            for (auto i = from; i < std::min(from + rows_at_once, count); ++i) write(sql, i);
          });
      });
    for (auto& thread : threads) thread.join();
  }

  static std::string account_id(std::uint64_t number) { return next_id(number + 1); }

  void stamp(truckroll::Header& header, std::uint64_t number, const std::string& id,
             const char* state) const {
    header.set_tenant(company_.tenant);
    header.set_id(id);
    header.set_version(1);
    header.set_state(state);
    auto at = common::from_micros((begin_at + static_cast<std::int64_t>(number) * minute / 10) *
                                  1'000'000);
    *header.mutable_created_at() = common::codec::to_timestamp(at);
    *header.mutable_changed_at() = header.created_at();
    header.set_created_by(company_.users[number % company_.users.size()]);
    header.set_changed_by(header.created_by());
  }

  Account account(std::uint64_t i) const {
    static const char* const states[] = {"lead", "prospect", "customer", "customer", "churned"};
    static const char* const industries[] = {"hotel", "bakery", "school", "office", "private"};
    Account account;
    stamp(*account.mutable_header(), i, account_id(i), states[i * 7919 % 5]);
    bool person = i % 3 != 0;
    account.set_kind(person ? Account::KIND_PERSON : Account::KIND_COMPANY);
    account.add_roles(Account::ROLE_CUSTOMER);
    account.set_name(names_[i]);
    account.set_industry(industries[i * 31 % 5]);
    account.set_size_class(i % key_account_every == 0 ? Account::SIZE_CLASS_LARGE
                                                      : Account::SIZE_CLASS_SMALL);
    account.set_owner(company_.users[i * 17 % company_.users.size()]);
    if (!company_.branches.empty())
      account.set_branch(company_.branches[i % company_.branches.size()]);
    return account;
  }

  Interaction interaction(std::uint64_t i) const {
    static const char* const subjects[] = {"Anruf",     "Wartung",    "Offerte", "Störung",
                                           "Termin",    "Heizung",    "Boiler",  "Rechnung",
                                           "Rückfrage", "Reklamation"};
    Interaction interaction;
    stamp(*interaction.mutable_header(), i, next_id(accounts_ + i + 1),
          i % 50 == 0 ? "corrected" : "logged");
    auto number = i < of_keys_ ? i / interactions_of_key_account * key_account_every
                               : i * 2654435761 % accounts_;
    interaction.set_type(static_cast<Interaction::Type>(1 + i % 8));
    interaction.set_direction(i % 2 ? Interaction::DIRECTION_IN : Interaction::DIRECTION_OUT);
    *interaction.mutable_start() = interaction.header().created_at();
    interaction.set_account(account_id(number));
    interaction.set_subject(std::string(subjects[i % std::size(subjects)]) + " " + names_[number]);
    return interaction;
  }

  Store& store_;
  Company company_;
  Names source_;
  std::uint64_t accounts_, interactions_ = 0, of_keys_ = 0;
  std::vector<std::string> names_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: bench_records_seed STORE ACCOUNTS INTERACTIONS\n";
    return 2;
  }
  common::log::set_level(common::log::Level::warning);
  common::SystemClock clock;
  auto catalogue = common::schema::Catalogue::compiled();
  hub::store::RuleBook book;
  Store store({argv[1], 4, writers}, catalogue, book, clock);
  Seed seed(store, std::stoull(argv[2]), std::stoull(argv[3]));
  auto seconds = [from = std::chrono::steady_clock::now()] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
  };
  seed.fill();
  auto filled = seconds();
  seed.index();
  auto samples = seed.samples();
  samples["fill_s"] = filled;
  samples["index_s"] = seconds() - filled;
  std::cout << samples.dump() << "\n";
}
