#include "pdf/worker/worker.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "pdf/pdf.hpp"
#include "pdf/worker/child.hpp"
#include "samples.hpp"

#include <CppUTest/TestHarness.h>

using common::ErrorCode;
using samples::error_of;

namespace {

pdf::Worker real_worker() {
  return pdf::Worker({.program = TRUCKROLL_PAPER});
}

/// A program that misbehaves: a shell script in a temporary file, removed at the end.
class Script {
 public:
  explicit Script(const std::string& body) {
    const int handle = mkstemp(path_.data());
    std::ofstream(path_) << "#!/bin/sh\n" << body << "\n";
    fchmod(handle, 0700);
    close(handle);
  }
  ~Script() { unlink(path_.c_str()); }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/truckroll-script-XXXXXX";
};

bool has_children() {
  return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
}

}  // namespace

TEST_GROUP(PdfWorker){};

TEST(PdfWorker, does_the_same_as_the_functions_themselves) {
  const pdf::Worker worker = real_worker();
  const std::string& form = samples::report_form();
  const std::string filled = pdf::fill(form, samples::report_values());
  const std::string signed_report =
      pdf::place_signature(filled, "customer_signature", samples::signature(), "Łukasz");

  CHECK_TRUE(worker.make_service_report_form() == form);
  CHECK_TRUE(worker.fill(form, samples::report_values()) == filled);
  CHECK_TRUE(worker.place_signature(filled, "customer_signature", samples::signature(), "Łukasz") ==
             signed_report);
  CHECK_TRUE(worker.render_page_png(signed_report, 1, 60) ==
             pdf::render_page_png(signed_report, 1, 60));
  CHECK_TRUE(worker.read_text(signed_report) == pdf::read_text(signed_report));
  CHECK_TRUE(worker.read_values(signed_report) == pdf::read_values(signed_report));
  LONGS_EQUAL(2, worker.page_sizes(form).size());
  CHECK_FALSE(has_children());
}

TEST(PdfWorker, fields_come_over_whole) {
  const auto here = pdf::read_fields(samples::report_form());
  const auto there = real_worker().check_template(samples::report_form()).fields;
  LONGS_EQUAL(here.size(), there.size());
  for (std::size_t at = 0; at < here.size(); ++at) {
    STRCMP_EQUAL(here[at].name.c_str(), there[at].name.c_str());
    CHECK_TRUE(here[at].kind == there[at].kind && here[at].page == there[at].page);
    CHECK_TRUE(here[at].choices == there[at].choices &&
               here[at].max_length == there[at].max_length);
    DOUBLES_EQUAL(here[at].rectangle.top, there[at].rectangle.top, 1e-9);
  }
  LONGS_EQUAL(here.size(), real_worker().read_fields(samples::report_form()).size());
}

TEST(PdfWorker, errors_come_over_whole) {
  const auto error = error_of([] {
    real_worker().fill(samples::report_form(), {{"shoe_size", "44"}, {"hat", "1"}});
  });
  CHECK_TRUE(error.code() == ErrorCode::bad_input);
  LONGS_EQUAL(2, error.violations().size());
  const auto broken = error_of([] { real_worker().check_template("junk"); });
  STRCMP_EQUAL("body", broken.violations().at(0).field.c_str());
  CHECK_FALSE(has_children());
}

TEST(PdfWorker, a_missing_program_is_told) {
  const pdf::Worker worker({.program = "/nowhere/truckroll-paper"});
  const auto error = error_of([&] { worker.page_sizes("x"); });
  CHECK_TRUE(error.code() == ErrorCode::unavailable);
  STRCMP_CONTAINS("/nowhere/truckroll-paper", error.text().c_str());
}

TEST(PdfWorker, a_hanging_child_is_killed_at_the_deadline) {
  for (const char* body :
       {"exec sleep 60", "exec 1>&- 0>&-; exec sleep 60", "cat >/dev/null; exec sleep 60"}) {
    const Script script(body);
    const auto begin = std::chrono::steady_clock::now();
    const pdf::Worker worker(
        {.program = script.path(), .deadline = std::chrono::milliseconds(300)});

    const auto error = error_of([&] { worker.page_sizes(samples::tax_form()); });

    CHECK_TRUE_TEXT(error.code() == ErrorCode::unavailable, body);
    STRCMP_CONTAINS("too long", error.text().c_str());
    CHECK_TRUE(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
    CHECK_FALSE(has_children());
  }
}

TEST(PdfWorker, a_dying_child_is_told) {
  struct Case {
    const char* body;
    const char* told;
  };
  for (const Case& one :
       {Case{"kill -SEGV $$", "signal Segmentation fault"}, Case{"exit 3", "exit code 3"},
        Case{"exec 0<&-; kill -KILL $$", "signal Killed"}}) {
    const Script script(one.body);
    const pdf::Worker worker({.program = script.path()});
    const auto error = error_of([&] { worker.page_sizes(samples::tax_form()); });
    CHECK_TRUE(error.code() == ErrorCode::internal);
    STRCMP_CONTAINS(one.told, error.text().c_str());
  }
  CHECK_FALSE(has_children());
}

TEST(PdfWorker, an_answer_without_sense_is_refused) {
  for (const char* body : {"exec cat", "echo hello", "printf '\\000\\000\\000\\002{}'", "true",
                           "cat >/dev/null; printf '\\000\\000\\000\\014{\"error\":{}}'",
                           "exec head -c 200000000 /dev/zero"}) {
    const Script script(body);
    const pdf::Worker worker({.program = script.path()});
    const auto error = error_of([&] { worker.page_sizes(samples::report_form()); });
    CHECK_TRUE_TEXT(error.code() == ErrorCode::internal, body);
  }
  CHECK_FALSE(has_children());
}

TEST(PdfWorker, too_large_a_document_is_not_even_sent) {
  const std::string large(pdf::document_bytes_max + 1, ' ');
  CHECK_TRUE(error_of([&] { real_worker().page_sizes(large); }).code() == ErrorCode::too_large);
}

#if !defined(__SANITIZE_ADDRESS__)  // the sanitizer needs terabytes of address space, so no limit
                                    // is set under it
TEST(PdfWorker, the_memory_limit_holds) {
  std::string huge = samples::make_pdf("", "", {});
  huge.replace(huge.find("300 200"), 7, "999 999");
  const pdf::Worker small(
      {.program = TRUCKROLL_PAPER, .memory_bytes_max = std::size_t{160} << 20U});
  const auto error = error_of([&] { small.render_page_png(huge, 0, 450); });
  CHECK_TRUE(error.code() == ErrorCode::too_large || error.code() == ErrorCode::internal);
  CHECK_TRUE(real_worker().render_page_png(huge, 0, 450).size() > 1000);
}
#endif

TEST(PdfWorker, several_threads_ask_at_once) {
  std::vector<std::thread> threads;
  std::vector<std::size_t> pages(6, 0);
  for (std::size_t& mine : pages)
    threads.emplace_back([&mine] { mine = real_worker().page_sizes(samples::tax_form()).size(); });
  for (std::thread& thread : threads) thread.join();
  for (const std::size_t mine : pages) LONGS_EQUAL(2, mine);
  CHECK_FALSE(has_children());
}

TEST_GROUP(PdfFrame){};

TEST(PdfFrame, comes_back_as_it_was) {
  const std::string bytes = pdf::encode_frame({{{"operation", "x"}}, {std::string("a\0b", 3), ""}});
  const auto frame = pdf::decode_frame(bytes);
  CHECK_TRUE(frame.has_value());
  STRCMP_EQUAL("x", frame->header["operation"].get<std::string>().c_str());
  LONGS_EQUAL(2, frame->blobs.size());
  LONGS_EQUAL(3, frame->blobs[0].size());
  for (std::size_t length = 0; length < bytes.size(); ++length)
    CHECK_FALSE(pdf::decode_frame(bytes.substr(0, length)).has_value());
}

TEST(PdfFrame, impossible_sizes_are_refused) {
  const auto with_header = [](const std::string& header) {
    return std::string(3, '\0') + static_cast<char>(header.size()) + header;
  };
  for (const std::string& bytes :
       {std::string("\xff\xff\xff\xff"), with_header("[]"), with_header("{"),
        with_header("{\"blobs\":7}"), with_header("{\"blobs\":[-1]}"),
        with_header("{\"blobs\":[99999999999]}"), with_header("{}") + "rest"})
    CHECK_TRUE(error_of([&] { pdf::decode_frame(bytes); }).code() == ErrorCode::bad_input);
}
