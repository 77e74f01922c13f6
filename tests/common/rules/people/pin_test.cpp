#include "common/rules/people/pin.hpp"

#include "proto/wire/actions/people.pb.h"
#include "tests/common/rules/world.hpp"

#include <CppUTest/TestHarness.h>

using common::rules::people::check_pin;
using common::rules::people::fits_pin;
using common::rules::people::is_pin_hash;
using common::rules::people::make_pin_hash;
using truckroll::people::Technician;
using world::World;

TEST_GROUP(Pin) {
  World w{world::rules::Side::van};

  void setup() override {
    Technician anna;
    anna.mutable_name()->set_given("Anna");
    anna.set_branch(world::id("branch"));
    w.put(anna, "anna", "active");
  }

  std::string refused_field(const std::string& pin) {
    auto refusal = w.refusal([&] { check_pin(pin); });
    return refusal ? refusal->field() : std::string();
  }
  std::string pin_of(const std::string& name) {
    std::string pin;
    w.run(w.technician(), [&](world::rules::Records& records) {
      pin = records.load<Technician>(world::id(name)).pin();
    });
    return pin;
  }
  truckroll::wire::people::ChangePin change(const std::string& hash) {
    truckroll::wire::people::ChangePin input;
    input.set_hash(hash);
    return input;
  }
};

// features: EDGE-14
TEST(Pin, the_hash_fits_its_pin_and_no_other) {
  auto kept = make_pin_hash("4719");

  CHECK(is_pin_hash(kept));
  CHECK(fits_pin("4719", kept));
  for (auto other : {"4718", "471", "47190", "", "04719"})
    CHECK_FALSE_TEXT(fits_pin(other, kept), other);
  CHECK_TRUE(kept.find("4719$") == std::string::npos);
}

// features: EDGE-14
TEST(Pin, two_of_one_pin_differ_by_their_salt) {
  CHECK(make_pin_hash("4719") != make_pin_hash("4719"));
}

// features: EDGE-14
TEST(Pin, it_is_scrypt_as_others_compute_it) {
  // Computed by Python's hashlib.scrypt from the salt 00 01 … 0f.
  auto kept =
      "$scrypt$ln=14,r=8,p=1$AAECAwQFBgcICQoLDA0ODw==$aMn2RUSc0J2NsF57gqESMssAP+uoGtQqzSi+qFxImEE=";
  CHECK(fits_pin("4719", kept));
}

// features: EDGE-14
TEST(Pin, a_text_that_is_no_hash_opens_nothing) {
  auto kept = make_pin_hash("4719");
  auto costly = kept;
  costly.replace(costly.find("ln=14"), 5, "ln=30");
  auto cheap = kept;
  cheap.replace(cheap.find("ln=14"), 5, "ln=1");
  for (auto& text : {std::string(), std::string("4719"), kept.substr(0, 40), kept + "$", costly,
                     cheap, std::string("$scrypt$ln=14,r=8,p=1$$")}) {
    CHECK_FALSE_TEXT(is_pin_hash(text), text.c_str());
    CHECK_FALSE_TEXT(fits_pin("4719", text), text.c_str());
  }
}

// features: EDGE-14
TEST(Pin, what_everybody_tries_first_is_refused) {
  for (auto pin : {"0000", "1234", "4321", "123456", "7890", "9012", "5555", "1212", "123123",
                   "98765432", "123", "123456789", "12a4", "", "１２３４", "47 9"})
    STRCMP_EQUAL_TEXT("pin", refused_field(pin).c_str(), pin);
  for (auto pin : {"4719", "1235", "2580", "90210", "12345679"})
    STRCMP_EQUAL_TEXT("", refused_field(pin).c_str(), pin);
}

// features: EDGE-14
TEST(Pin, the_office_sets_one_and_keeps_its_hash_alone) {
  truckroll::wire::people::SetPin input;
  input.set_pin("4719");

  w.act(w.dispatcher(), "people.Technician", world::id("anna"), "set-pin", &input);

  CHECK(fits_pin("4719", pin_of("anna")));
  input.set_pin("1234");
  auto refusal =
      w.refused(w.dispatcher(), "people.Technician", world::id("anna"), "set-pin", &input);
  STRCMP_EQUAL("pin", refusal.value().field().c_str());
  CHECK(fits_pin("4719", pin_of("anna")));
}

// features: EDGE-14
TEST(Pin, a_technician_changes_his_own_in_the_van_and_nobody_elses) {
  auto hash = make_pin_hash("8205");
  auto input = change(hash);
  auto without_van = w.technician();
  without_van.device.clear();

  auto elsewhere =
      w.refused(without_van, "people.Technician", world::id("anna"), "change-pin", &input);
  auto other =
      w.refused(w.technician("ben"), "people.Technician", world::id("anna"), "change-pin", &input);
  auto plain = change("8205");
  auto no_hash =
      w.refused(w.technician(), "people.Technician", world::id("anna"), "change-pin", &plain);
  w.act(w.technician(), "people.Technician", world::id("anna"), "change-pin", &input);

  CHECK(elsewhere.value().code == common::ErrorCode::forbidden);
  CHECK(other.value().code == common::ErrorCode::forbidden);
  STRCMP_EQUAL("hash", no_hash.value().field().c_str());
  STRCMP_EQUAL(hash.c_str(), pin_of("anna").c_str());
}
