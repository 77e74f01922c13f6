// Search over generated accounts and interactions: how fast they are indexed, how much memory the
// words take, how many corrections and questions a second, on SQLite or on the store given
// ("postgresql": a server of its own).
//   bench_hub_search [--accounts N] [--interactions N] [--store URL] [--threads N] [--seconds N]
#include <sys/resource.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "common/ids/ids.hpp"
#include "common/log/level.hpp"
#include "hub/search/indexer.hpp"
#include "hub/search/search.hpp"
#include "hub/search/words.hpp"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/interaction.pb.h"
#include "tests/support/names.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using hub::store::Connection;
using support::Names;
using support::next_id;

std::string mistyped(const std::string& name, std::mt19937_64& random) {
  return Names::mistyped(hub::search::key_of(name), random);
}

struct Options {
  int accounts = 1'000'000, interactions = 0, threads = 4, seconds = 5;
  std::string store;
};

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string name = argv[i], value = argv[i + 1];
    if (name == "--accounts") options.accounts = std::stoi(value);
    if (name == "--interactions") options.interactions = std::stoi(value);
    if (name == "--threads") options.threads = std::stoi(value);
    if (name == "--seconds") options.seconds = std::stoi(value);
    if (name == "--store") options.store = value;
  }
  return options;
}

double seconds_since(Clock::time_point from) {
  return std::chrono::duration<double>(Clock::now() - from).count();
}

/// Of all threads; tells what a machine with other work would have done.
double processor_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Straight into the tables, past the change log: the walk of a first index then gathers them.
void fill(hub::store::Store& store, const Options& options, Names& names,
          std::vector<std::string>& asked) {
  auto& accounts = store.tables().of(store.catalogue().of<truckroll::crm::Account>());
  auto& interactions = store.tables().of(store.catalogue().of<truckroll::crm::Interaction>());
  static const char* const subjects[] = {"Anruf",     "Wartung",    "Offerte", "Störung",
                                         "Termin",    "Heizung",    "Boiler",  "Rechnung",
                                         "Rückfrage", "Reklamation"};
  constexpr int at_once = 5000;
  std::uint64_t number = 0;
  auto stamp = [&](truckroll::Header& header) {
    header.set_tenant("t1");
    header.set_id(next_id(++number));
    header.set_version(1);
  };
  for (int done = 0; done < options.accounts; done += at_once)
    store.write(store.system_command("t1", "bench"), [&](hub::store::Transaction& transaction) {
      for (int i = 0; i < at_once; ++i) {
        truckroll::crm::Account account;
        stamp(*account.mutable_header());
        account.set_kind(truckroll::crm::Account::KIND_PERSON);
        auto& family = names.family();
        account.set_name(names.given() + " " + family);
        if (number % 50 == 0) asked.push_back(family);
        accounts.insert(transaction.sql(), account);
      }
    });
  for (int done = 0; done < options.interactions; done += at_once)
    store.write(store.system_command("t1", "bench"), [&](hub::store::Transaction& transaction) {
      for (int i = 0; i < at_once; ++i) {
        truckroll::crm::Interaction interaction;
        stamp(*interaction.mutable_header());
        interaction.set_type(truckroll::crm::Interaction::TYPE_CALL);
        auto account = names.random()() % static_cast<std::uint64_t>(options.accounts) + 1;
        interaction.set_account(next_id(account));
        std::string subject = subjects[names.random()() % std::size(subjects)];
        interaction.set_subject(subject + " " + names.family());
        interactions.insert(transaction.sql(), interaction);
      }
    });
}

std::size_t resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("RssAnon:")) return std::stoul(line.substr(8));
  return 0;
}

void report(const char* name, double value, const char* unit, const char* beside = "") {
  std::printf("%-52s %12.1f %-6s %s\n", name, value, unit, beside);
  std::fflush(stdout);
}

/// `work(thread, n)` on all threads for the time given: how many a second, and the slowest of 100.
template <class Work>
void measure(const char* name, const Options& options, const char* beside, Work&& work) {
  std::vector<std::vector<double>> times(static_cast<std::size_t>(options.threads));
  std::vector<std::thread> threads;
  auto start = Clock::now();
  auto used = processor_seconds();
  for (int t = 0; t < options.threads; ++t)
    threads.emplace_back([&, t] {
      std::mt19937_64 random(static_cast<std::uint64_t>(t) + 100);
      while (seconds_since(start) < options.seconds) {
        auto from = Clock::now();
        work(random);
        times[static_cast<std::size_t>(t)].push_back(seconds_since(from));
      }
    });
  for (auto& thread : threads) thread.join();
  std::vector<double> all;
  for (auto& some : times) all.insert(all.end(), some.begin(), some.end());
  std::sort(all.begin(), all.end());
  report(name, static_cast<double>(all.size()) / options.seconds, "/s", beside);
  report("  per second of one processor",
         static_cast<double>(all.size()) / (processor_seconds() - used), "/s");
  report("  median", all[all.size() / 2] * 1e6, "us");
  report("  p99", all[all.size() * 99 / 100] * 1e6, "us");
}

}  // namespace

int main(int argc, char** argv) {
  auto options = read_options(argc, argv);
  common::log::set_level(common::log::Level::warning);
  support::TempFolder folder;
  common::SystemClock clock;
  auto catalogue = common::schema::Catalogue::compiled();
  hub::store::RuleBook book;
  std::unique_ptr<support::PostgresServer> server;
  if (options.store == "postgresql") {
    server = std::make_unique<support::PostgresServer>();
    options.store = server->make_database();
  }
  auto url = options.store.empty() ? "sqlite:" + (folder / "hub.db").string() : options.store;
  hub::store::Store store({url, static_cast<std::size_t>(options.threads), 2}, catalogue, book,
                          clock);
  hub::store::Access access(catalogue);
  Names names;
  std::vector<std::string> asked;  // names that are there
  auto start = Clock::now();
  fill(store, options, names, asked);
  std::printf("filled in %.0f s\n", seconds_since(start));

  hub::search::Vocabularies vocabularies;
  hub::search::Indexer indexer(store, vocabularies);
  start = Clock::now();
  auto used = processor_seconds();
  indexer.catch_up("t1");
  auto records = options.accounts + options.interactions;
  report("indexed", records / seconds_since(start), "/s", "goal 15,000 /s");
  report("  per second of one processor", records / (processor_seconds() - used), "/s");

  hub::search::Vocabulary vocabulary;
  store.read([&](Connection& sql) { vocabulary = *vocabularies.of(sql, "t1"); });
  report("distinct words", static_cast<double>(vocabulary.words->size()), "");
  report("memory of the words", static_cast<double>(vocabulary.words->bytes()) / 1048576, "MiB");
  report("memory of the process (RssAnon)", static_cast<double>(resident_kib()) / 1024, "MiB",
         "goal 200 MiB");

  measure("words corrected", options, "", [&](std::mt19937_64& random) {
    auto key = hub::search::key_of(mistyped(asked[random() % asked.size()], random));
    auto errors = hub::search::Dictionary::errors_of(key);
    if (errors > 0) vocabulary.words->corrections(key, errors, 16);
  });
  hub::store::Actor actor;
  actor.tenant = "t1";
  actor.user = next_id(1);
  actor.roles = {"dispatcher"};
  auto context = hub::store::context_of(actor, 20000);
  std::atomic<std::uint64_t> empty = 0, questions = 0;
  auto ask = [&](const std::string& text, bool suggests) {
    store.read([&](Connection& sql) {
      hub::search::Question question;
      question.text = text;
      question.suggests = suggests;
      question.limit = suggests ? 8 : 20;
      auto answer = hub::search::search(sql, vocabularies, {actor, context, store.tables(), access},
                                        question);
      ++questions;
      empty += answer.hits.empty();
    });
  };
  measure("searches by a mistyped name", options, "goal 2000 /s SQLite, 1000 /s PostgreSQL",
          [&](std::mt19937_64& random) {
            ask(mistyped(asked[random() % asked.size()], random) + " ", false);
          });
  report("  of them without any hit",
         100.0 * static_cast<double>(empty) / static_cast<double>(questions), "%");
  measure("searches by a right name", options, "",
          [&](std::mt19937_64& random) { ask(asked[random() % asked.size()] + " ", false); });
  measure("searches by two names", options, "", [&](std::mt19937_64& random) {
    ask(names.given() + " " + asked[random() % asked.size()] + " ", false);
  });
  measure("suggestions for three letters and more", options, "", [&](std::mt19937_64& random) {
    auto& name = asked[random() % asked.size()];
    ask(hub::search::key_of(name).substr(0, 3 + random() % 4), true);
  });
  report("memory of the process (RssAnon)", static_cast<double>(resident_kib()) / 1024, "MiB",
         "goal 200 MiB");
}
