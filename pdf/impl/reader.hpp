#pragma once
#include <poppler.h>

#include <memory>
#include <string>
#include <string_view>

namespace pdf::impl {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
using Page = std::unique_ptr<PopplerPage, Unref>;

/// A PDF opened by Poppler for showing and reading. `bytes` must outlive it. One thread at a time;
/// readers of different documents do not disturb each other.
class Reader {
 public:
  /// Throws Error{bad_input} on "body".
  explicit Reader(std::string_view bytes);
  int page_count() const;
  /// Throws Error{not_found} for a page that is not there.
  Page page(int number) const;

 private:
  std::unique_ptr<PopplerDocument, Unref> document_;
};

}  // namespace pdf::impl
