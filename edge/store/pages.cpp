#include "edge/store/pages.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "common/error/error.hpp"

namespace edge::store {
namespace {

constexpr std::size_t head_bytes = 16, node_bytes = 8, meta_bytes = 136;
constexpr std::uint32_t page_bytes_min = 512, page_bytes_max = 32'768;
constexpr std::uint64_t no_page = ~std::uint64_t{0};
constexpr std::uint16_t branch = 1, leaf = 2, overflow = 4, meta = 8;
constexpr std::uint16_t big_data = 1, sub_data = 2;
constexpr int depth_max = 32;
constexpr std::uint64_t pages_max = std::uint64_t{1} << 24;  // 64 GiB, where they have 4 KiB

/// As in lmdb's mdb.c: MDB_page, MDB_node, MDB_db, MDB_meta.
struct PageHead {
  std::uint64_t number;
  std::uint16_t pad, flags, lower, upper;
};
struct NodeHead {
  std::uint16_t low, high, flags, key_bytes;
};
struct Tree {
  std::uint32_t pad;
  std::uint16_t flags, depth;
  std::uint64_t branches, leaves, overflows, entries, root;
};
struct Meta {
  std::uint32_t magic, version;
  std::uint64_t address, map_bytes;
  Tree free, main;
  std::uint64_t last_page, transaction;
};
static_assert(sizeof(PageHead) == head_bytes && sizeof(NodeHead) == node_bytes &&
              sizeof(Tree) == 48 && sizeof(Meta) == meta_bytes);

class Checker {
 public:
  explicit Checker(std::string_view file) : file_(file) {}

  void run() {
    // Pages are as large as those of the machine that made the file; its own list says how large.
    if (file_.size() < head_bytes + meta_bytes) damaged(0, "the file ends too early");
    page_bytes_ = at<Meta>(head_bytes).free.pad;
    if (page_bytes_ < page_bytes_min || page_bytes_ > page_bytes_max ||
        (page_bytes_ & (page_bytes_ - 1)) != 0)
      damaged(0, "its pages have no size");
    auto newest = read_meta(0), other = read_meta(1);
    if (other.transaction > newest.transaction) newest = other;
    last_ = newest.last_page;
    if (last_ < 1 || last_ > pages_max) damaged(0, "its size is none");
    taken_.assign(last_ + 1, false);
    taken_[0] = taken_[1] = true;
    walk(newest.main, false);
    walk(newest.free, true);
  }

 private:
  [[noreturn]] static void damaged(std::uint64_t page, const char* what) {
    throw common::Error(common::ErrorCode::storage,
                        "page " + std::to_string(page) + " of the store: " + what);
  }

  template <class T>
  T at(std::size_t offset) const {
    T value;
    std::memcpy(&value, file_.data() + offset, sizeof value);
    return value;
  }

  Meta read_meta(std::uint64_t page) const {
    if (file_.size() < 2 * page_bytes_) damaged(page, "the file ends too early");
    auto head = at<PageHead>(page * page_bytes_);
    auto found = at<Meta>(page * page_bytes_ + head_bytes);
    constexpr std::uint32_t magic = 0xBEEFC0DE;
    if (head.flags != meta || found.magic != magic || found.version != 1)
      damaged(page, "no head of a store");
    return found;
  }

  void take(std::uint64_t page) {
    if (page < 2 || page > last_) damaged(page, "it is not there");
    if (taken_[page]) damaged(page, "it is used twice");
    taken_[page] = true;
  }

  /// A free one may lie behind the end of the file: nobody has ever written it.
  void take_used(std::uint64_t page) {
    take(page);
    if ((page + 1) * page_bytes_ > file_.size()) damaged(page, "the file ends before it");
  }

  void walk(const Tree& tree, bool is_free_list) {
    if (tree.root == no_page) {
      if (tree.depth != 0 || tree.entries != 0) damaged(0, "a tree without a root has entries");
      return;
    }
    std::uint64_t entries = 0;
    walk_page(tree.root, tree.depth, is_free_list, entries);
    if (entries != tree.entries) damaged(tree.root, "a tree has other entries than it says");
  }

  void walk_page(std::uint64_t number, int depth, bool is_free_list, std::uint64_t& entries) {
    if (depth < 1 || depth > depth_max) damaged(number, "a tree is of another depth");
    take_used(number);
    auto start = number * page_bytes_;
    auto head = at<PageHead>(start);
    bool is_leaf = depth == 1;
    if (head.number != number || head.flags != (is_leaf ? leaf : branch))
      damaged(number, "it is of another kind");
    if (head.lower < head_bytes || head.lower > head.upper || head.upper > page_bytes_ ||
        head.lower % 2 != 0)
      damaged(number, "its bounds do not fit");
    auto count = (head.lower - head_bytes) / 2;
    if (count == 0) damaged(number, "it is empty");
    std::string_view before;
    for (std::size_t i = 0; i < count; ++i) {
      auto place = at<std::uint16_t>(start + head_bytes + 2 * i);
      if (place < head.upper || place + node_bytes > page_bytes_)
        damaged(number, "an entry lies outside");
      auto node = at<NodeHead>(start + place);
      auto key = take_key(number, place, node);
      bool is_first_of_branch = !is_leaf && i == 0;  // stands for all that is smaller
      if (i > (is_leaf ? 0U : 1U) && !is_free_list && key <= before)
        damaged(number, "its keys are out of order");
      if (!is_first_of_branch) before = key;
      if (is_leaf)
        read_entry(number, place, node, is_free_list, entries);
      else
        walk_page(node.low | std::uint64_t{node.high} << 16 | std::uint64_t{node.flags} << 32,
                  depth - 1, is_free_list, entries);
    }
  }

  std::string_view take_key(std::uint64_t page, std::size_t place, const NodeHead& node) const {
    if (place + node_bytes + node.key_bytes > page_bytes_) damaged(page, "a key lies outside");
    return file_.substr(page * page_bytes_ + place + node_bytes, node.key_bytes);
  }

  void read_entry(std::uint64_t page, std::size_t place, const NodeHead& node, bool is_free_list,
                  std::uint64_t& entries) {
    ++entries;
    std::size_t size = node.low | static_cast<std::size_t>(node.high) << 16;
    auto begin = place + node_bytes + node.key_bytes;
    if (node.flags == big_data) {
      if (begin + sizeof(std::uint64_t) > page_bytes_) damaged(page, "an entry lies outside");
      auto first = at<std::uint64_t>(page * page_bytes_ + begin);
      take_overflow(first, size);
      if (is_free_list) read_free(page, first * page_bytes_ + head_bytes, size);
      return;
    }
    if ((node.flags & ~sub_data) != 0) damaged(page, "an entry is of an unknown kind");
    if (begin + size > page_bytes_) damaged(page, "an entry lies outside");
    if (is_free_list) return read_free(page, page * page_bytes_ + begin, size);
    if (node.flags != sub_data) return;
    if (size != sizeof(Tree)) damaged(page, "a tree's head has another size");
    walk(at<Tree>(page * page_bytes_ + begin), false);
  }

  void take_overflow(std::uint64_t first, std::size_t size) {
    auto count = (head_bytes - 1 + size) / page_bytes_ + 1;
    for (std::size_t i = 0; i < count; ++i) take_used(first + i);
    auto head = at<PageHead>(first * page_bytes_);
    auto pages = at<std::uint32_t>(first * page_bytes_ + 12);
    if (head.number != first || head.flags != overflow || pages != count)
      damaged(first, "it is of another kind");
  }

  /// Number of pages, then the pages, the highest first.
  void read_free(std::uint64_t page, std::size_t offset, std::size_t size) {
    if (size < 8 || size % 8 != 0) damaged(page, "a list of free pages has another size");
    auto count = at<std::uint64_t>(offset);
    if (count > size / 8 - 1) damaged(page, "a list of free pages has another size");
    auto before = no_page;
    for (std::size_t i = 1; i <= count; ++i) {
      auto free = at<std::uint64_t>(offset + 8 * i);
      if (free >= before) damaged(page, "a list of free pages is out of order");
      take(free);
      before = free;
    }
  }

  std::string_view file_;
  std::size_t page_bytes_ = 0;
  std::uint64_t last_ = 0;
  std::vector<bool> taken_;
};

}  // namespace

void check_pages(std::string_view file) {
  Checker(file).run();
}

}  // namespace edge::store
