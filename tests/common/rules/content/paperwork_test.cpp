#include <string>

#include "common/rules/content/signatures.hpp"
#include "proto/records/content/attachment.pb.h"
#include "proto/records/content/digital_signature.pb.h"
#include "proto/records/content/paperwork_document.pb.h"
#include "proto/records/content/paperwork_template.pb.h"
#include "proto/wire/actions/content.pb.h"
#include "tests/common/rules/world.hpp"

#include <CppUTest/TestHarness.h>

namespace input = truckroll::wire::content;
using truckroll::content::Attachment;
using truckroll::content::DigitalSignature;
using truckroll::content::PaperworkDocument;
using truckroll::content::PaperworkTemplate;
using world::id;
using world::World;

namespace {

std::string blob(const std::string& content) {
  return common::sha256_hex(content);
}

PaperworkTemplate make_form() {
  PaperworkTemplate form;
  form.set_name("Service report");
  form.set_kind(PaperworkTemplate::KIND_JOB);
  form.set_language("de");
  form.set_form(PaperworkTemplate::FORM_PDF_FORM);
  auto add = [&](const char* key, const char* role, int order) {
    auto& field = *form.add_signature_fields();
    field.set_line(key);
    field.set_key(key);
    field.set_role(role);
    field.set_order_number(order);
  };
  add("sign_1", "technician", 1);
  add("sign_2", "customer", 2);
  return form;
}

}  // namespace

TEST_GROUP(Papers) {
  World w;
  std::string paper;
  void setup() override {
    w.device = id("device");
    w.put(make_form(), "form", "released");
    paper = make();
  }
  std::string make(const std::string& revises = {}) {
    PaperworkDocument made;
    made.set_template_(id("form"));
    *made.mutable_about() = world::codec::about("field.WorkOrder", id("job"));
    if (!revises.empty()) made.set_revises(revises);
    return w.save(made, w.technician()).header().id();
  }
  void prepare(const std::string& content = "filled") {
    input::Prepare given;
    given.set_pdf_blob(blob(content));
    w.act(w.technician(), "content.PaperworkDocument", paper, "prepare", &given);
  }
  input::Sign ink(const std::string& role, const std::string& shown, const std::string& after) {
    input::Sign given;
    given.set_role(role);
    given.set_signer("The " + role);
    given.set_strokes("[[[0.1,0.2],[0.3,0.4]]]");
    given.set_consent_text("I confirm the work.");
    given.set_document_hash(blob(shown));
    given.set_signed_pdf_blob(blob(after));
    return given;
  }
  void sign(const input::Sign& given) {
    w.act(w.technician(), "content.PaperworkDocument", paper, "sign", &given);
  }
  std::string refusal_of(const std::function<void()>& body) {
    auto refusal = w.refusal(body);
    return refusal ? refusal->text : "taken";
  }
  PaperworkDocument now() {
    return w.get<PaperworkDocument>(paper);
  }
};

TEST(Papers, take_their_signers_from_the_template_and_their_number_from_the_series) {
  LONGS_EQUAL(2, now().signers_size());
  STRCMP_EQUAL("technician", now().signers(0).role().c_str());
  CHECK(now().signers(0).required());
  STRCMP_EQUAL("paperwork_document-1", now().number().c_str());
}

TEST(Papers, are_filled_again_until_somebody_is_asked_to_sign) {
  prepare("first");
  prepare("second");
  STRCMP_EQUAL(blob("second").c_str(), now().pdf_hash().c_str());
  w.act(w.technician(), "content.PaperworkDocument", paper, "request-signature");
  STRCMP_EQUAL("the paper can no longer be changed; make a revision",
               refusal_of([&] { prepare("third"); }).c_str());
}

TEST(Papers, a_hash_that_is_not_the_files_is_refused) {
  input::Prepare given;
  given.set_pdf_blob(blob("a"));
  given.set_pdf_hash(blob("b"));
  auto refusal = w.refused(w.technician(), "content.PaperworkDocument", paper, "prepare", &given);
  STRCMP_EQUAL("the hash is not that of the paper's file", refusal->text.c_str());
}

TEST(Papers, are_signed_when_every_required_signer_has_signed_in_order) {
  prepare();
  STRCMP_EQUAL("first \"technician\" has to sign",
               refusal_of([&] { sign(ink("customer", "filled", "x")); }).c_str());
  sign(ink("technician", "filled", "signed once"));
  STRCMP_EQUAL("in_signature", now().header().state().c_str());
  STRCMP_EQUAL(blob("signed once").c_str(), now().pdf_blob().c_str());
  sign(ink("customer", "signed once", "signed twice"));
  STRCMP_EQUAL("signed", now().header().state().c_str());
  STRCMP_EQUAL(blob("signed twice").c_str(), now().pdf_hash().c_str());
  STRCMP_EQUAL("The customer", now().signers(1).name().c_str());
  LONGS_EQUAL(PaperworkDocument::Signer::STATE_SIGNED, now().signers(1).state());
}

TEST(Papers, a_signature_proves_who_when_where_and_what) {
  prepare();
  auto given = ink("technician", "filled", "signed");
  *given.mutable_position() = world::position(471410000, 95215000);
  sign(given);
  auto made = w.store.all<DigitalSignature>().at(0);
  STRCMP_EQUAL(paper.c_str(), made.document().c_str());
  STRCMP_EQUAL("The technician", made.signer().c_str());
  CHECK(world::codec::from_timestamp(made.at()) == w.now);
  STRCMP_EQUAL(id("device").c_str(), made.device().c_str());
  LONGS_EQUAL(471410000, made.position().latitude_e7());
  STRCMP_EQUAL("I confirm the work.", made.consent_text().c_str());
  STRCMP_EQUAL(blob("filled").c_str(), made.document_hash().c_str());
  LONGS_EQUAL(DigitalSignature::METHOD_SCREEN, made.method());
}

TEST(Papers, each_signature_of_a_device_holds_the_hash_of_the_one_before) {
  prepare();
  sign(ink("technician", "filled", "a"));
  auto first = w.store.all<DigitalSignature>().at(0);
  CHECK_FALSE(first.has_previous_hash());
  w.now += std::chrono::minutes(1);
  sign(ink("customer", "a", "b"));
  for (auto& made : w.store.all<DigitalSignature>())
    if (made.role() == "customer")
      STRCMP_EQUAL(common::rules::content::signature_hash(first).c_str(),
                   made.previous_hash().c_str());
  auto altered = first;
  altered.set_signer("Somebody else");
  CHECK(common::rules::content::signature_hash(altered) !=
        common::rules::content::signature_hash(first));
}

TEST(Papers, what_cannot_be_signed_is_refused_by_its_reason) {
  STRCMP_EQUAL("the paper is \"Draft\"; it cannot be signed",
               refusal_of([&] { sign(ink("technician", "filled", "x")); }).c_str());
  prepare();
  STRCMP_EQUAL("nobody signs this paper as \"neighbour\"",
               refusal_of([&] { sign(ink("neighbour", "filled", "x")); }).c_str());
  STRCMP_EQUAL("the paper is not the one that was shown; show it again",
               refusal_of([&] { sign(ink("technician", "something else", "x")); }).c_str());
  auto empty = ink("technician", "filled", "x");
  empty.set_strokes("[]");
  STRCMP_EQUAL("the signature is empty", refusal_of([&] { sign(empty); }).c_str());
  sign(ink("technician", "filled", "once"));
  STRCMP_EQUAL("the paper has been signed as \"technician\" already",
               refusal_of([&] { sign(ink("technician", "once", "x")); }).c_str());
}

TEST(Papers, a_signed_paper_is_frozen) {
  prepare();
  sign(ink("technician", "filled", "a"));
  sign(ink("customer", "a", "b"));
  auto changed = now();
  changed.set_data("{\"hours\":9}");
  auto refusal = w.refusal([&] { w.save(changed, w.technician()); });
  CHECK(refusal->code == world::ErrorCode::conflict);
  STRCMP_EQUAL("Document is \"Signed\" and can no longer be changed", refusal->text.c_str());
  STRCMP_EQUAL("the paper is \"Signed\"; it cannot be signed",
               refusal_of([&] { sign(ink("customer", "b", "c")); }).c_str());
  CHECK(w.refused(w.technician(), "content.PaperworkDocument", paper, "void").has_value());
}

TEST(Papers, a_second_signature_that_is_a_fact_is_kept_beside_the_first_and_flagged) {
  prepare();
  sign(ink("technician", "filled", "a"));
  w.fact = true;
  sign(ink("technician", "filled", "other"));
  LONGS_EQUAL(2, w.store.all<DigitalSignature>().size());
  STRCMP_EQUAL(blob("a").c_str(), now().pdf_blob().c_str());
  CHECK(w.store.flags().size() >= 1);
}

TEST(Papers, an_unfilled_paper_is_not_issued_and_one_without_signers_not_sent_to_sign) {
  auto plain = make_form();
  plain.clear_signature_fields();
  w.put(plain, "form", "released");
  paper = make();
  prepare();
  STRCMP_EQUAL("nobody has to sign this paper; issue it instead",
               w.refused(w.technician(), "content.PaperworkDocument", paper, "request-signature")
                   ->text.c_str());
  w.act(w.technician(), "content.PaperworkDocument", paper, "issue");
  STRCMP_EQUAL("issued", now().header().state().c_str());
  auto old = paper;
  paper = make(old);
  prepare("corrected");
  w.act(w.technician(), "content.PaperworkDocument", paper, "issue");
  STRCMP_EQUAL("superseded", w.state<PaperworkDocument>(old).c_str());
}

TEST(Papers, void_is_possible_until_it_is_signed) {
  prepare();
  w.act(w.technician(), "content.PaperworkDocument", paper, "void");
  STRCMP_EQUAL("void", now().header().state().c_str());
}

TEST_GROUP(PaperworkTemplates) {
  World w;
};

TEST(PaperworkTemplates, the_first_version_is_its_own_root_and_a_new_release_retires_the_old) {
  auto first = w.save(make_form());
  STRCMP_EQUAL(first.header().id().c_str(), first.root().c_str());
  LONGS_EQUAL(1, first.version_number());
  w.act(w.dispatcher(), "content.PaperworkTemplate", first.header().id(), "release");
  auto next = make_form();
  next.set_root(first.root());
  next.set_version_number(2);
  next = w.save(next);
  w.act(w.dispatcher(), "content.PaperworkTemplate", next.header().id(), "release");
  STRCMP_EQUAL("retired", w.state<PaperworkTemplate>(first.header().id()).c_str());
}

TEST_GROUP(Attachments) {
  World w;
  Attachment photo() {
    Attachment made;
    *made.mutable_about() = world::codec::about("field.WorkOrder", id("job"));
    auto& version = *made.add_versions();
    version.set_blob(blob("jpeg"));
    version.set_mime("image/jpeg");
    return made;
  }
};

TEST(Attachments, get_kind_name_time_and_numbers) {
  auto made = w.save(photo(), w.technician());
  LONGS_EQUAL(Attachment::KIND_PHOTO, made.kind());
  STRCMP_EQUAL("Photo 2026-11-20T08:00:00Z", made.name().c_str());
  LONGS_EQUAL(1, made.versions(0).number());
  STRCMP_EQUAL(id("user anna").c_str(), made.versions(0).by().c_str());
  CHECK(made.has_taken_at());
  LONGS_EQUAL(Attachment::VISIBLE_OFFICE, made.visible());
}

TEST(Attachments, belong_to_a_record_and_keep_their_versions) {
  auto lost = photo();
  lost.clear_about();
  STRCMP_EQUAL("say to which record the file belongs",
               w.refusal([&] { w.save(lost); })->text.c_str());
  auto made = w.save(photo());
  made.mutable_versions(0)->set_blob(blob("other"));
  STRCMP_EQUAL("the versions of a file stay; add a further one",
               w.refusal([&] { w.save(made); })->text.c_str());
}
