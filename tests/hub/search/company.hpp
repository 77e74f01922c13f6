#pragma once
#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "hub/search/indexer.hpp"
#include "hub/search/search.hpp"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/note.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "tests/hub/store/opened_store.hpp"

namespace test {

using hub::store::Dialect;

/// A store with its index and nobody but these in it.
class Searched {
 public:
  explicit Searched(Dialect dialect) : opened(dialect, 3), indexer(opened.store(), vocabularies) {}

  static const hub::store::Access& access() {
    static const hub::store::Access compiled(stores::catalogue());
    return compiled;
  }

  std::string account(const std::string& name, const std::string& phone = "",
                      const std::string& tenant = "t1") {
    truckroll::crm::Account account;
    account.set_name(name);
    if (!phone.empty()) {
      auto channel = account.add_channels();
      channel->set_line("1");
      channel->set_kind(truckroll::CHANNEL_PHONE);
      channel->set_value(phone);
    }
    return opened.save(account, tenant).header().id();
  }
  std::string order(const std::string& summary, const std::string& number = "",
                    const std::string& account = "", const std::string& technician = "") {
    truckroll::field::WorkOrder order;
    order.set_summary(summary);
    order.set_number(number.empty() ? "A-" + std::to_string(++orders) : number);
    if (account.empty() && nobody.empty()) nobody = this->account("Nobody");
    order.set_account(account.empty() ? nobody : account);
    auto id = opened.save(order).header().id();
    if (!technician.empty())  // as the rules of visits keep it
      opened.write([&](hub::store::Transaction& transaction) {
        transaction.sql().execute("UPDATE work_order SET scheduled_for = ? WHERE id = ?",
                                  {"[\"" + technician + "\"]", id});
      });
    return id;
  }

  void follow(const std::string& tenant = "t1") {
    // On PostgreSQL another thread gives the changes their positions.
    wait_until_sealed();
    indexer.catch_up(tenant);
  }
  void wait_until_sealed() {
    auto unsealed = [&] {
      return opened.store().read_result([](hub::store::Connection& sql) {
        return sql.integer("SELECT count(*) FROM change WHERE position IS NULL");
      });
    };
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (unsealed() > 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  }

  hub::search::Answer ask(const hub::search::Question& question,
                          std::set<std::string> roles = {"admin"}, const std::string& tenant = "t1",
                          const std::string& technician = "") {
    hub::store::Actor actor;
    actor.tenant = tenant;
    actor.user = "0193a000-0000-7000-8000-0000000000aa";
    actor.technician = technician;
    actor.roles = std::move(roles);
    auto context = hub::store::context_of(actor, 20000);
    hub::search::Answer answer;
    opened.store().read([&](hub::store::Connection& sql) {
      answer = hub::search::search(sql, vocabularies,
                                   {actor, context, opened.store().tables(), access()}, question);
    });
    return answer;
  }
  hub::search::Answer ask(const std::string& text) {
    hub::search::Question question;
    question.text = text;
    return ask(question);
  }
  /// Ids of the hits, in their order.
  static std::vector<std::string> ids(const hub::search::Answer& answer) {
    std::vector<std::string> ids;
    for (auto& hit : answer.hits)
      ids.push_back(
          common::schema::header(static_cast<const google::protobuf::Message&>(*hit.record)).id());
    return ids;
  }
  bool finds(const std::string& text, const std::string& id) {
    auto found = ids(ask(text));
    return std::find(found.begin(), found.end(), id) != found.end();
  }

  int orders = 70000;
  std::string nobody;
  stores::OpenedStore opened;
  hub::search::Vocabularies vocabularies;
  hub::search::Indexer indexer;
};

inline constexpr Dialect both[] = {Dialect::sqlite, Dialect::postgres};

}  // namespace test
