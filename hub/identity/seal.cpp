#include "hub/identity/seal.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <memory>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"

namespace hub::identity {
namespace {

using common::Error;
using common::ErrorCode;

constexpr std::string_view format = "1.";
constexpr std::size_t key_bytes = 32, nonce_bytes = 12, tag_bytes = 16;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

void check(int result) {
  if (result != 1)
    throw Error(ErrorCode::storage, "a sealed value is damaged, of another key or another place");
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

/// Whole and on the disk before anything is sealed with it.
void write_key(const std::filesystem::path& path, const std::string& key) {
  int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool written = file >= 0 &&
                 ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
                 ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!written) throw Error(ErrorCode::storage, "cannot write the key " + path.string());
}

}  // namespace

Seal Seal::from_file(const std::filesystem::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    if (errno != ENOENT) throw Error(ErrorCode::storage, "cannot read the key " + path.string());
    auto key = common::random_bytes(key_bytes);
    write_key(path, key);
    return Seal(key);
  }
  if ((info.st_mode & 077) != 0)
    throw Error(ErrorCode::storage, "the key " + path.string() + " is readable by others");
  std::ifstream file(path, std::ios::binary);
  return Seal(std::string(std::istreambuf_iterator<char>(file), {}));
}

Seal::Seal(std::string key) : key_(std::move(key)) {
  if (key_.size() != key_bytes)
    throw Error(ErrorCode::storage, "the key of the hub's secrets has not 32 bytes");
}

Seal::Seal() : Seal(common::random_bytes(key_bytes)) {}

std::string Seal::close(std::string_view place, std::string_view plain) const {
  auto nonce = common::random_bytes(nonce_bytes);
  std::string body(plain.size(), '\0'), tag(tag_bytes, '\0');
  Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int length = 0;
  check(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key_),
                           bytes_of(nonce)));
  check(EVP_EncryptUpdate(context.get(), nullptr, &length, bytes_of(place),
                          static_cast<int>(place.size())));
  check(EVP_EncryptUpdate(context.get(), bytes_of(body), &length, bytes_of(plain),
                          static_cast<int>(plain.size())));
  check(EVP_EncryptFinal_ex(context.get(), bytes_of(tag), &length));
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, tag.data()));
  return std::string(format) + common::to_base64(nonce + body + tag);
}

std::string Seal::open(std::string_view place, std::string_view sealed) const {
  check(sealed.starts_with(format));
  auto bytes = common::from_base64(sealed.substr(format.size()));
  check(bytes.size() >= nonce_bytes + tag_bytes);
  auto body = bytes.substr(nonce_bytes, bytes.size() - nonce_bytes - tag_bytes);
  auto tag = bytes.substr(bytes.size() - tag_bytes);
  std::string plain(body.size(), '\0');
  Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int length = 0;
  check(EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key_),
                           bytes_of(std::string_view(bytes).substr(0, nonce_bytes))));
  check(EVP_DecryptUpdate(context.get(), nullptr, &length, bytes_of(place),
                          static_cast<int>(place.size())));
  check(EVP_DecryptUpdate(context.get(), bytes_of(plain), &length, bytes_of(std::string_view(body)),
                          static_cast<int>(body.size())));
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()));
  check(EVP_DecryptFinal_ex(context.get(), bytes_of(tag), &length));
  return plain;
}

std::string Seal::sign(std::string_view text) const {
  auto own = common::sha256("sign|" + key_);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  HMAC(EVP_sha256(), own.data(), static_cast<int>(own.size()), bytes_of(text), text.size(), digest,
       &length);
  return common::to_hex({reinterpret_cast<const char*>(digest), length});
}

}  // namespace hub::identity
