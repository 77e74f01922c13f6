// Tokens of the next page: whatever stands in one, a page follows or it is refused; one of ours
// leads on.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/store/query.hpp"
#include "proto/records/crm/account.pb.h"

namespace {

using namespace hub::store;

const common::expr::Context context{"u", "t", 20'776,
                                    common::parse_instant("2026-11-20T12:00:00Z")};
constexpr const char* orders[] = {"", "name", "kind desc, name", "created_at, id", "owner desc"};

const Catalogue& catalogue() {
  static const auto all = Catalogue::compiled();
  return all;
}

class World {
 public:
  World() : connection_(open_connection("sqlite::memory:")) {
    migrate(*connection_, catalogue());
    for (int i = 0; i < 6; ++i) {
      truckroll::crm::Account account;
      account.mutable_header()->set_id("a" + std::to_string(i));
      account.mutable_header()->set_tenant("t1");
      account.mutable_header()->set_version(1);
      *account.mutable_header()->mutable_created_at() = common::codec::to_timestamp(context.now);
      account.set_name("Müller " + std::to_string(i % 3));
      account.set_kind(i % 2 ? truckroll::crm::Account::KIND_COMPANY
                             : truckroll::crm::Account::KIND_PERSON);
      if (i % 3) account.set_owner("u" + std::to_string(i));
      table_.insert(*connection_, account);
    }
  }
  Page page(const std::string& order, const std::string& token) {
    Query query;
    query.type = &catalogue().type("crm.Account");
    query.order_by = order;
    query.page_size = 2;
    query.page_token = token;
    return run_query(*connection_, catalogue(), table_, "t1", query, std::nullopt, context);
  }

 private:
  std::unique_ptr<Connection> connection_;
  const RecordTable table_{catalogue().type("crm.Account")};
};

void try_token(World& world, const std::string& order, const std::string& token) {
  try {
    auto page = world.page(order, token);
    if (page.items.size() > 2) std::abort();
    if (!page.next_page_token.empty()) world.page(order, page.next_page_token);
  } catch (const common::Error& error) {
    if (error.code() != common::ErrorCode::bad_input) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  if (size == 0) return 0;
  std::string order = orders[data[0] % std::size(orders)];
  std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  try_token(world, order, text);
  // Past the check that it belongs to this list, with other values.
  auto ours = common::from_base64(world.page(order, "").next_page_token);
  auto print = ours.substr(0, ours.find(',') + 1);
  try_token(world, order, common::to_base64(print + text));
  try_token(world, order, common::to_base64(print + text + "]"));
  return 0;
}
