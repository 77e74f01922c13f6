#include <string>

#include "proto/records/crm/note.pb.h"
#include "proto/wire/actions/crm.pb.h"
#include "tests/common/rules/world.hpp"

#include <CppUTest/TestHarness.h>

namespace input = truckroll::wire::crm;
using truckroll::crm::Note;
using world::id;
using world::World;

TEST_GROUP(Notes) {
  World w;
  Note note;
  void setup() override {
    input::AddNote given;
    *given.mutable_about() = world::codec::about("field.WorkOrder", id("job"));
    given.set_text("Key is with the neighbour");
    auto result = w.act(w.technician(), "crm.Note", "", "add", &given);
    note = static_cast<Note&>(*result.record);
  }
  std::string refusal_of(const Note& changed) {
    auto refusal = w.refusal([&] { w.save(changed, w.technician()); });
    return refusal && refusal->code == world::ErrorCode::conflict ? refusal->text : "taken";
  }
};

TEST(Notes, are_internal_unless_said_otherwise) {
  CHECK(note.internal());
  STRCMP_EQUAL(id("user anna").c_str(), note.header().created_by().c_str());
}

TEST(Notes, keep_their_text_and_their_record) {
  auto changed = note;
  changed.set_text("Something else");
  STRCMP_EQUAL("the text of a note stays; add a revision instead", refusal_of(changed).c_str());
  changed = note;
  changed.mutable_about()->set_type("field.ScheduledEvent");
  changed.mutable_about()->set_id(id("visit"));
  STRCMP_EQUAL("a note stays with its record; write a new one there", refusal_of(changed).c_str());
}

TEST(Notes, grow_by_revisions_that_stay) {
  input::ReviseNote given;
  given.set_text("Key is under the mat");
  w.act(w.technician("ben"), "crm.Note", note.header().id(), "revise", &given);
  auto revised = w.get<Note>(note.header().id());
  STRCMP_EQUAL("Key is with the neighbour", revised.text().c_str());
  STRCMP_EQUAL(id("user ben").c_str(), revised.revisions(0).by().c_str());
  revised.mutable_revisions(0)->set_text("forged");
  STRCMP_EQUAL("the revisions of a note stay; add a further one", refusal_of(revised).c_str());
  revised.clear_revisions();
  STRCMP_EQUAL("the revisions of a note stay; add a further one", refusal_of(revised).c_str());
}

TEST(Notes, need_a_text_and_a_record) {
  input::AddNote empty;
  auto refusal = w.refused(w.technician(), "crm.Note", "", "add", &empty);
  CHECK(refusal->code == world::ErrorCode::bad_input);
  LONGS_EQUAL(2, refusal->violations.size());
}
