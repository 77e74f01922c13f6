#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "hub/store/store.hpp"
#include "proto/records/content/tag.pb.h"
#include "tests/hub/store/databases.hpp"
#include "tests/support/migrated.hpp"
#include "tests/support/temp_folder.hpp"

namespace stores {

inline truckroll::content::Tag make_tag(const std::string& slug) {
  truckroll::content::Tag tag;
  tag.set_name("Tag " + slug);
  tag.set_slug(slug);
  return tag;
}

/// A store in a folder or database of its own, without any rules: the engine alone.
class OpenedStore {
 public:
  explicit OpenedStore(hub::store::Dialect dialect, std::size_t readers = 2) {
    if (dialect == hub::store::Dialect::postgres) {
      open(copy_of_migrated(), readers);
      return;
    }
    folder_ = std::make_unique<support::TempFolder>();
    open(support::copy_of_migrated(*folder_ / "hub.db", catalogue()), readers);
  }
  explicit OpenedStore(const std::string& url) { open(url, 2); }

  hub::store::Store& store() { return *store_; }
  const std::string& url() const { return url_; }
  hub::store::Actor actor(const std::string& tenant = "t1") const {
    hub::store::Actor actor;
    actor.tenant = tenant;
    actor.user = "0193a000-0000-7000-8000-0000000000aa";
    actor.name = "Anna";
    actor.cause = "request 1";
    actor.roles = {"dispatcher"};
    return actor;
  }
  void write(const std::function<void(hub::store::Transaction&)>& body,
             const std::string& tenant = "t1") {
    store_->write(store_->command(actor(tenant)), body);
  }
  template <class T>
  T save(T record, const std::string& tenant = "t1") {
    write(
        [&](hub::store::Transaction& transaction) {
          T copy = record;  // the body may run twice
          transaction.save(copy);
          record = copy;
        },
        tenant);
    return record;
  }
  template <class T>
  std::optional<T> find(const std::string& id, const std::string& tenant = "t1") {
    std::optional<T> found;
    store_->read([&](hub::store::Connection& sql) {
      auto record = store_->tables().of(catalogue().of<T>()).find(sql, tenant, id);
      if (record) found = static_cast<T&>(*record);
    });
    return found;
  }
  common::FakeClock& clock() { return clock_; }

 private:
  void open(const std::string& url, std::size_t readers) {
    url_ = url;
    store_ = std::make_unique<hub::store::Store>(hub::store::Store::Options{url, readers, 2},
                                                 catalogue(), book_, clock_);
  }

  std::unique_ptr<support::TempFolder> folder_;  // made only where it is needed: a child is killed
  std::string url_;
  common::FakeClock clock_{common::parse_instant("2026-11-20T08:00:00Z")};
  hub::store::RuleBook book_;
  std::unique_ptr<hub::store::Store> store_;
};

}  // namespace stores
