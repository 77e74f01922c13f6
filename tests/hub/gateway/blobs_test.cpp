#include "tests/hub/gateway/world.hpp"

#include "hub/gateway/blobs.hpp"
#include "proto/records/content/attachment.pb.h"

#include <CppUTest/TestHarness.h>

using namespace world;

TEST_GROUP(Blobs) {
  World w;
  VanStore store{w.services, tenant, w.device_one};

  static wire::BlobChunk chunk(const std::string& whole, std::size_t offset, std::size_t size) {
    wire::BlobChunk one;
    one.set_sha256(common::sha256_hex(whole));
    one.set_offset(offset);
    one.set_total(whole.size());
    one.set_mime("image/jpeg");
    one.set_data(whole.substr(offset, size));
    return one;
  }
};

TEST(Blobs, upload_resumes_where_it_stopped_and_is_durable_when_whole) {
  auto photo = common::random_bytes(70'000);
  auto hash = common::sha256_hex(photo);
  LONGS_EQUAL(0, store.find_blob(hash).have_bytes);
  LONGS_EQUAL(32768, store.store_chunk(chunk(photo, 0, 32768)).have_bytes);
  // A repeat and a piece from further on change nothing.
  LONGS_EQUAL(32768, store.store_chunk(chunk(photo, 0, 32768)).have_bytes);
  LONGS_EQUAL(32768, store.store_chunk(chunk(photo, 65536, 4464)).have_bytes);
  VanStore after_restart(w.services, tenant, w.device_one);
  LONGS_EQUAL(32768, after_restart.find_blob(hash).have_bytes);
  after_restart.store_chunk(chunk(photo, 32768, 32768));
  auto done = after_restart.store_chunk(chunk(photo, 65536, 4464));

  CHECK_TRUE(done.durable);
  LONGS_EQUAL(70'000, done.have_bytes);
  LONGS_EQUAL(0, w.count("SELECT count(*) FROM blob_part"));
  w.store.read([&](hub::store::Connection& connection) {
    CHECK_TRUE(hub::store::load_blob(connection, tenant, hash)->bytes == photo);
  });
}

TEST(Blobs, bytes_with_another_hash_are_dropped) {
  auto photo = common::random_bytes(1000);
  auto wrong = chunk(photo, 0, 1000);
  wrong.set_data(std::string(1000, 'x'));
  auto progress = store.store_chunk(wrong);
  CHECK_TRUE(progress.refused);
  CHECK_FALSE(progress.durable);
  LONGS_EQUAL(0, store.find_blob(wrong.sha256()).have_bytes);
  CHECK_TRUE(store.store_chunk(chunk(photo, 0, 1000)).durable);
}

TEST(Blobs, attachment_is_stored_when_its_bytes_are_there) {
  auto photo = common::random_bytes(2000);
  truckroll::content::Attachment attachment;
  *attachment.mutable_about() = common::codec::about("crm.Site", w.site);
  attachment.set_name("Boiler plate");
  attachment.set_kind(truckroll::content::Attachment::KIND_PHOTO);
  auto& version = *attachment.add_versions();
  version.set_line("v1");
  version.set_number(1);
  version.set_blob(common::sha256_hex(photo));
  version.set_mime("image/jpeg");
  *version.mutable_at() = common::codec::to_timestamp(w.clock.now());
  auto id = w.put(attachment);
  STRCMP_EQUAL("uploading", w.load<truckroll::content::Attachment>(id).header().state().c_str());

  store.store_chunk(chunk(photo, 0, 1500));
  STRCMP_EQUAL("uploading", w.load<truckroll::content::Attachment>(id).header().state().c_str());
  store.store_chunk(chunk(photo, 1500, 500));

  STRCMP_EQUAL("stored", w.load<truckroll::content::Attachment>(id).header().state().c_str());
}
