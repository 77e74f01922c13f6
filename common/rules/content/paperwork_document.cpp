#include "proto/records/content/paperwork_document.pb.h"

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/rules/content/signatures.hpp"
#include "common/rules/rules.hpp"
#include "common/schema/labels.hpp"
#include "proto/records/content/paperwork_template.pb.h"
#include "proto/wire/actions/content.pb.h"

namespace common::rules::content {
namespace {

using truckroll::content::DigitalSignature;
using truckroll::content::PaperworkDocument;
using truckroll::content::PaperworkTemplate;
using Signer = PaperworkDocument::Signer;
namespace input = truckroll::wire::content;

const std::string& state_of(const PaperworkDocument& paper) {
  return paper.header().state();
}

// ---- what every save keeps true

void add_signers(Records& records, PaperworkDocument& paper) {
  auto form = records.find<PaperworkTemplate>(paper.template_());
  if (!form || paper.signers_size() > 0) return;
  for (auto& field : form->signature_fields()) {
    bool there = false;
    for (auto& signer : paper.signers()) there = there || signer.role() == field.role();
    if (there) continue;  // one person signs in several places
    auto& signer = *paper.add_signers();
    signer.set_role(field.role());
    signer.set_order_number(field.order_number());
  }
}

void complete_signers(PaperworkDocument& paper) {
  for (int i = 0; i < paper.signers_size(); ++i) {
    auto& signer = *paper.mutable_signers(i);
    if (!signer.has_line()) signer.set_line("s" + std::to_string(i + 1));
    if (!signer.has_required()) signer.set_required(true);
    if (!signer.has_state()) signer.set_state(Signer::STATE_WAITING);
  }
}

void check(Records& records, Change<PaperworkDocument>& change) {
  auto& paper = change.after;
  if (change.creates()) add_signers(records, paper);
  complete_signers(paper);
  if (paper.has_pdf_blob() && !paper.has_pdf_hash()) paper.set_pdf_hash(paper.pdf_blob());
  if (paper.pdf_hash() != paper.pdf_blob())
    refuse("pdf_hash", "the hash is not that of the paper's file");
  bool filled = change.enters("ready") || change.enters("in_signature") || change.enters("issued");
  if (filled && paper.pdf_blob().empty()) refuse("pdf_blob", "the paper has not been filled yet");
}

/// A revision that stands takes the place of what it revises.
void supersede(Records& records, Change<PaperworkDocument>& change) {
  if (!change.after.has_revises() || !(change.enters("signed") || change.enters("issued"))) return;
  auto old = records.find<PaperworkDocument>(change.after.revises());
  if (!old || (state_of(*old) != "signed" && state_of(*old) != "issued")) return;
  records.move_as_system(*old, "supersede");
  records.save_as_system(*old);
}

// ---- actions

void prepare(Records& records, PaperworkDocument& paper, const input::Prepare& input) {
  if (state_of(paper) != "draft" && state_of(paper) != "ready")
    throw Error(ErrorCode::conflict, "the paper can no longer be changed; make a revision",
                "state");
  if (state_of(paper) == "draft") records.move(paper, "prepare");
  paper.set_pdf_blob(input.pdf_blob());
  paper.set_pdf_hash(input.has_pdf_hash() ? input.pdf_hash() : input.pdf_blob());
  if (input.has_data()) paper.set_data(input.data());
  records.save(paper);
}

void request_signature(Records& records, PaperworkDocument& paper) {
  if (paper.signers_size() == 0)
    refuse("signers", "nobody has to sign this paper; issue it instead");
  records.move(paper, "request-signature");
  for (auto& signer : *paper.mutable_signers())
    if (signer.state() == Signer::STATE_WAITING) signer.set_state(Signer::STATE_ASKED);
  records.save(paper);
}

/// Refuses with conflict, or flags where the signature is a fact from a van.
void refuse_or_keep(Records& records, const PaperworkDocument& paper, std::string field,
                    Sentence text) {
  if (!records.fact()) throw Error(ErrorCode::conflict, std::move(text), std::move(field));
  records.flag(paper, "status", text.english());
}

Signer& find_signer(PaperworkDocument& paper, const std::string& role) {
  for (auto& signer : *paper.mutable_signers())
    if (signer.role() == role) return signer;
  refuse("role", say("nobody signs this paper as \"{}\"", role));
}

void check_turn(Records& records, const PaperworkDocument& paper, const Signer& signer) {
  if (signer.state() == Signer::STATE_SIGNED)
    refuse_or_keep(records, paper, "role",
                   say("the paper has been signed as \"{}\" already", signer.role()));
  for (auto& other : paper.signers()) {
    bool earlier = other.has_order_number() && signer.has_order_number() &&
                   other.order_number() < signer.order_number();
    if (earlier && other.required() && other.state() != Signer::STATE_SIGNED)
      refuse_or_keep(records, paper, "role", say("first \"{}\" has to sign", other.role()));
  }
}

/// The hash of the device's latest signature; empty for its first and for what is signed at the
/// hub.
std::string last_hash(Records& records) {
  if (records.actor().device.empty()) return {};
  auto made = records.where<DigitalSignature>("device", records.actor().device);
  const DigitalSignature* last = nullptr;
  for (auto& signature : made)
    if (!last || codec::from_timestamp(signature.at()) >= codec::from_timestamp(last->at()))
      last = &signature;
  return last ? signature_hash(*last) : std::string();
}

DigitalSignature make_signature(Records& records, const PaperworkDocument& paper,
                                const input::Sign& input) {
  DigitalSignature signature;
  signature.set_document(paper.header().id());
  signature.set_role(input.role());
  signature.set_signer(input.signer());
  if (input.has_contact()) signature.set_contact(input.contact());
  *signature.mutable_at() = codec::to_timestamp(records.now());
  if (input.has_clock_bound_ms()) signature.set_clock_bound_ms(input.clock_bound_ms());
  if (!records.actor().device.empty()) signature.set_device(records.actor().device);
  if (input.has_position()) *signature.mutable_position() = input.position();
  if (!records.actor().address.empty()) signature.set_address(records.actor().address);
  signature.set_consent_text(input.consent_text());
  signature.set_document_hash(input.document_hash());
  if (input.has_strokes()) signature.set_strokes(input.strokes());
  if (input.has_image()) signature.set_image(input.image());
  signature.set_method(input.has_method() ? input.method() : DigitalSignature::METHOD_SCREEN);
  if (auto previous = last_hash(records); !previous.empty()) signature.set_previous_hash(previous);
  return signature;
}

bool all_signed(const PaperworkDocument& paper) {
  for (auto& signer : paper.signers())
    if (signer.required() && signer.state() != Signer::STATE_SIGNED) return false;
  return true;
}

void check_ink(const input::Sign& input) {
  bool drawn = !input.strokes().empty() && input.strokes() != "[]";
  bool on_screen = !input.has_method() || input.method() == DigitalSignature::METHOD_SCREEN;
  if (on_screen && !drawn && !input.has_image()) refuse("strokes", "the signature is empty");
  if (input.has_signed_pdf_hash() && input.signed_pdf_hash() != input.signed_pdf_blob())
    refuse("signed_pdf_hash", "the hash is not that of the signed file");
}

void sign(Records& records, PaperworkDocument& paper, const input::Sign& input) {
  check_ink(input);
  if (state_of(paper) == "ready")
    request_signature(records, paper);  // asked and signed on the spot
  if (state_of(paper) != "in_signature")
    refuse_or_keep(records, paper, "state",
                   say("the paper is \"{}\"; it cannot be signed",
                       schema::state_label(records.catalogue().of(paper), state_of(paper))));
  auto& signer = find_signer(paper, input.role());
  check_turn(records, paper, signer);
  if (input.document_hash() != paper.pdf_hash())
    refuse_or_keep(records, paper, "document_hash",
                   "the paper is not the one that was shown; show it again");
  auto signature = make_signature(records, paper, input);
  records.save(signature);
  if (state_of(paper) != "in_signature" || signer.state() == Signer::STATE_SIGNED)
    return;  // kept beside it, as a fact
  signer.set_state(Signer::STATE_SIGNED);
  signer.set_name(input.signer());
  if (input.has_contact()) signer.set_contact(input.contact());
  if (input.has_signed_pdf_blob()) {
    paper.set_pdf_blob(input.signed_pdf_blob());
    paper.set_pdf_hash(input.signed_pdf_blob());
  }
  if (all_signed(paper)) records.move(paper, "sign");
  records.save_as_system(paper);
}

const Rules<PaperworkDocument> rules = Rules<PaperworkDocument>()
                                           .before_save(check)
                                           .after_save(supersede)
                                           .action<input::Prepare>("prepare", prepare)
                                           .action("request-signature", request_signature)
                                           .action<input::Sign>("sign", sign);

}  // namespace

std::string signature_hash(const DigitalSignature& signature) {
  auto at = to_micros(codec::from_timestamp(signature.at()));
  std::string content;
  // Each part with its length, so that no two contents read alike.
  for (auto& part :
       {signature.header().id(), signature.document(), signature.role(), signature.signer(),
        std::to_string(at), signature.device(), signature.consent_text(), signature.document_hash(),
        sha256_hex(signature.strokes()), signature.image(), signature.previous_hash()})
    content += std::to_string(part.size()) + ":" + part;
  return sha256_hex(content);
}

}  // namespace common::rules::content
