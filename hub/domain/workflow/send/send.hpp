#pragma once
#include <string>

#include "hub/store/store.hpp"
#include "hub/work/jobs.hpp"
#include "hub/work/mailer.hpp"
#include "hub/work/sms_gateway.hpp"

/// What the durable queue does for messages: handlers of the jobs "mail", "sms" and "invoice_pdf".
/// They run outside of any transaction, any number of times with the same job, on any thread.
/// Programs that use them link the hub's rules.
namespace hub::domain::workflow {

/// What messages leave by.
struct Senders {
  work::Mailer mailer;
  work::SmsGateway sms;
};

/// Sends one row of the notification log and notes each attempt in it. What is not news any more is
/// not sent but marked expired, with the reason. `public_url` ("https://hub.example.li") begins the
/// links in mails; the company's setting hub.public_url goes before it.
work::Outcome send_notification(store::Store& store, const Senders& senders,
                                work::EffectJournal& journal, const work::Job& job,
                                const std::string& public_url = "http://localhost:8080");

/// Makes the PDF of a posted invoice or credit, files it with the invoice and asks for the mail
/// that brings it.
work::Outcome make_invoice_pdf(store::Store& store, const work::Job& job);

}  // namespace hub::domain::workflow

namespace hub::domain {
using workflow::make_invoice_pdf;
using workflow::send_notification;
using workflow::Senders;
}  // namespace hub::domain
