#include "pdf/impl/reader.hpp"

#include "common/error/error.hpp"
#include "pdf/types.hpp"

namespace pdf::impl {
namespace {

[[noreturn]] void refuse_open(const GError* problem) {
  if (g_error_matches(problem, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED) != FALSE)
    common::refuse("body", "The PDF asks for a password. Remove the protection and try again.");
  common::refuse("body",
                 "The file is not a whole PDF. Save it again in a PDF program and try once more.");
}

}  // namespace

Reader::Reader(std::string_view bytes) {
  if (bytes.empty()) common::refuse("body", "The file is empty.");
  if (bytes.size() > document_bytes_max)
    throw common::Error(common::ErrorCode::too_large, "The PDF is larger than 32 MB.", "body");
  GBytes* shared = g_bytes_new_static(bytes.data(), bytes.size());
  GError* problem = nullptr;
  document_.reset(poppler_document_new_from_bytes(shared, nullptr, &problem));
  g_bytes_unref(shared);
  const std::unique_ptr<GError, decltype(&g_error_free)> owner(problem, g_error_free);
  if (document_ == nullptr) refuse_open(problem);
  if (page_count() < 1) common::refuse("body", "The PDF has no pages.");
  if (page_count() > pages_max)
    throw common::Error(common::ErrorCode::too_large, "The PDF has more than 200 pages.", "body");
}

int Reader::page_count() const {
  return poppler_document_get_n_pages(document_.get());
}

Page Reader::page(int number) const {
  const bool exists = number >= 0 && number < page_count();
  Page page(exists ? poppler_document_get_page(document_.get(), number) : nullptr);
  if (page == nullptr)
    throw common::Error(common::ErrorCode::not_found,
                        "The document has no page " + std::to_string(number + 1) + ".", "page");
  return page;
}

}  // namespace pdf::impl
