#pragma once
#include <array>
#include <filesystem>
#include <string>
#include <string_view>

namespace edge::store {

/// Seals what lies on the van's disk: AES-256-GCM, `[format 1][key id][nonce 12][ciphertext][tag
/// 16]`. The place is authenticated too, so that a value moved elsewhere does not open. Any thread.
class Seal {
 public:
  static constexpr std::size_t overhead_bytes = 30;

  /// Key from a file that only its owner may read; made at first use. Throws storage when it is
  /// readable by others, of another length, or cannot be made.
  static Seal from_file(const std::filesystem::path& path);
  explicit Seal(std::string key);

  std::string close(std::string_view place, std::string_view plain) const;
  /// Throws storage when it was not sealed here and so.
  std::string open(std::string_view place, std::string_view sealed) const;
  /// Keyed hash, 16 bytes: look-up of texts that must not lie on the disk.
  std::string blind(std::string_view text) const;

 private:
  std::string key_, blind_key_;
  unsigned char key_id_;
};

}  // namespace edge::store
