// A person who is erased at the office is erased in the vans too, and what a van sent of her is
// gone. features: IDEN-10
#include <nlohmann/json.hpp>

#include "hub/privacy/privacy.hpp"
#include "hub/store/changes.hpp"
#include "proto/records/crm/contact.pb.h"
#include "tests/flows/company/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace flows;
using hub::privacy::PrivacyRequest;
using truckroll::crm::Contact;

TEST_GROUP(FlowErasure) {
  World world;
  support::TempFolder folder;

  void erase(const std::string& contact) {
    std::string id;
    world.office.write([&](Office::Transaction& transaction) {
      PrivacyRequest request;
      request.set_contact(contact);
      request.set_kind(PrivacyRequest::KIND_ERASE);
      request.mutable_received()->set_days(20000);
      request.mutable_due()->set_days(20030);
      transaction.save(request);
      for (auto action : {"verify", "run"}) {
        transaction.move_as_system(request, action);
        transaction.save_as_system(request);
      }
      id = request.header().id();
    });
    json payload{{"request", id}, {"user", ""}};
    hub::work::Job job{world.office.tenant, "", "privacy", "", payload.dump(), 1};
    auto outcome = hub::privacy::work_on_request(*world.office.store,
                                                 hub::privacy::ErasureList(folder / "erasures"),
                                                 job, folder.path().string());
    STRCMP_EQUAL("", outcome.reason.c_str());
  }
};

TEST(FlowErasure, the_van_gets_the_emptied_record_when_it_next_speaks_with_the_office) {
  auto job = world.office.load<WorkOrder>(world.job(first_job));
  auto held = world.van(1).find<Contact>(job.contact());
  CHECK(held.has_value());
  auto name = held->name().family();
  CHECK(!name.empty());
  do_job(world, world.visit(first_job));  // signed on the van's screen, with her name
  world.sync(1);

  erase(job.contact());
  world.sync(1);

  auto left = world.van(1).find<Contact>(job.contact());
  CHECK(left.has_value());  // her job is still there
  STRCMP_EQUAL("erased", left->name().family().c_str());
  LONGS_EQUAL(0, left->channels_size());
  world.office.store->read([&](hub::store::Connection& connection) {
    LONGLONGS_EQUAL(0, hub::store::verify_chain(connection, world.office.tenant).broken_at);
  });
  STRCMP_EQUAL("", job_fault(world).c_str());  // the work that was done for her stands
}
