#include "hub/identity/ldap.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <ldap.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "common/text/text.hpp"
#include "hub/identity/http.hpp"
#include "hub/identity/place.hpp"

namespace hub::identity {
namespace {

struct LdapEnd {
  void operator()(LDAP* ldap) const { ldap_unbind_ext_s(ldap, nullptr, nullptr); }
};
using Link = std::unique_ptr<LDAP, LdapEnd>;
struct MessageEnd {
  void operator()(LDAPMessage* message) const { ldap_msgfree(message); }
};
using Message = std::unique_ptr<LDAPMessage, MessageEnd>;

void check(int code, const common::Sentence& doing) {
  if (code != LDAP_SUCCESS)
    throw ProviderProblem{code == LDAP_SERVER_DOWN || code == LDAP_CONNECT_ERROR ||
                                  code == LDAP_TIMEOUT || code == LDAP_UNAVAILABLE
                              ? "unreachable"
                              : "invalid",
                          common::say("{}: {}", doing, std::string(ldap_err2string(code)))};
}

bool is_local(const std::string& address) {
  for (std::string host : {"ldap://127.0.0.1", "ldap://localhost", "ldap://[::1]"})
    if (address.starts_with(host) && (address.size() == host.size() ||
                                      address[host.size()] == ':' || address[host.size()] == '/'))
      return true;
  return false;
}

/// Looked up before, for a reason that can be told; Deadline looks at the very address that was
/// connected to.
void require_place(const Provider& provider) {
  LDAPURLDesc* read = nullptr;
  if (ldap_url_parse(provider.address.c_str(), &read) != LDAP_URL_SUCCESS)
    throw ProviderProblem{"invalid", "expected ldaps://host or ldap://host"};
  std::unique_ptr<LDAPURLDesc, decltype(&ldap_free_urldesc)> url(read, ldap_free_urldesc);
  std::string scheme = url->lud_scheme ? url->lud_scheme : "",
              host = url->lud_host ? url->lud_host : "";
  // Several addresses, or a socket of this computer (ldapi), are looked at by nobody.
  if (url->lud_next || host.empty() || (scheme != "ldap" && scheme != "ldaps"))
    throw ProviderProblem{"invalid", "expected ldaps://host or ldap://host"};
  if (provider.private_allowed) return;
  auto place = find_place(host, false);
  if (place.address.empty()) throw ProviderProblem{"invalid", place.refusal};
}

/// The end of what one sign-in may take, over all its links. A directory that answers each question
/// just in time would else keep a thread for as many deadlines as there are questions; and libldap
/// waits for a TLS handshake without end (2.5, as Debian builds it), so that at the deadline the
/// links' sockets are shut down. Outlives its links.
class Deadline {
 public:
  explicit Deadline(const Provider& provider)
      : only_public_(!provider.private_allowed), watch_([this](std::stop_token stop) {
          std::unique_lock lock(mutex_);
          wake_.wait_until(lock, stop, end_, [] { return false; });
          if (stop.stop_requested()) return;
          over_ = true;
          for (auto socket : sockets_) ::shutdown(socket, SHUT_RDWR);
        }) {}
  ~Deadline() {
    watch_.request_stop();
    watch_.join();
    for (auto socket : sockets_) ::close(socket);
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  /// For a link that is not made yet.
  void guard(LDAP* ldap) {
    check(ldap_set_option(ldap, LDAP_OPT_CONNECT_CB, &callback_),
          common::say("preparing the connection"));
  }
  /// What is left of it, for the next question on that link.
  void set_on(LDAP* ldap) const {
    auto left = std::chrono::duration_cast<std::chrono::microseconds>(
        end_ - std::chrono::steady_clock::now());
    if (left.count() <= 0) throw ProviderProblem{"unreachable", "it did not answer in time"};
    timeval time{static_cast<time_t>(left.count() / 1'000'000),
                 static_cast<suseconds_t>(left.count() % 1'000'000)};
    ldap_set_option(ldap, LDAP_OPT_NETWORK_TIMEOUT, &time);
    ldap_set_option(ldap, LDAP_OPT_TIMEOUT, &time);
  }

 private:
  /// Before a byte goes over it.
  static int connected(LDAP*, Sockbuf* link, LDAPURLDesc*, ::sockaddr* address, ldap_conncb* self) {
    auto& own = *static_cast<Deadline*>(self->lc_arg);
    if (own.only_public_ && !(address && is_public(text_of(address)))) return -1;
    ber_socket_t socket = -1;
    if (ber_sockbuf_ctrl(link, LBER_SB_OPT_GET_FD, &socket) != 1) return -1;
    std::lock_guard lock(own.mutex_);
    // A descriptor of our own: libldap closes its one without telling, and the number may be
    // another's by then.
    int same = own.over_ ? -1 : ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
    if (same < 0) return -1;
    own.sockets_.push_back(same);
    return 0;
  }
  static void closed(LDAP*, Sockbuf*, ldap_conncb*) {}

  const bool only_public_;
  const std::chrono::steady_clock::time_point end_ =
      std::chrono::steady_clock::now() + directory_deadline;
  ldap_conncb callback_{connected, closed, this};
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::vector<int> sockets_;
  bool over_ = false;
  std::jthread watch_;
};

/// Of this link only, before it is made.
void set_tls(LDAP* ldap, const Provider& provider) {
  int demand = LDAP_OPT_X_TLS_DEMAND, fresh = 0;
  ldap_set_option(ldap, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
  if (!provider.ca_file.empty())
    check(ldap_set_option(ldap, LDAP_OPT_X_TLS_CACERTFILE, provider.ca_file.c_str()),
          common::say("reading ca_file"));
  check(ldap_set_option(ldap, LDAP_OPT_X_TLS_NEWCTX, &fresh), common::say("preparing TLS"));
}

Link open(const Provider& provider, Deadline& deadline) {
  bool tls = provider.address.starts_with("ldaps://");
  if (!tls && !provider.starttls && !(provider.private_allowed && is_local(provider.address)))
    throw ProviderProblem{"invalid", "expected ldaps://, or starttls: passwords go over it"};
  require_place(provider);
  LDAP* made = nullptr;
  check(ldap_initialize(&made, provider.address.c_str()), common::say("reading the address"));
  Link link(made);
  int version = LDAP_VERSION3;
  ldap_set_option(made, LDAP_OPT_PROTOCOL_VERSION, &version);
  ldap_set_option(made, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
  deadline.set_on(made);
  deadline.guard(made);
  if (tls || provider.starttls) set_tls(made, provider);
  if (provider.starttls && !tls)
    check(ldap_start_tls_s(made, nullptr, nullptr), common::say("starting TLS"));
  deadline.set_on(made);
  return link;
}

int bind_as(LDAP* ldap, const std::string& dn, const std::string& password) {
  std::string copy = password;
  berval value{copy.size(), copy.data()};
  return ldap_sasl_bind_s(ldap, dn.c_str(), LDAP_SASL_SIMPLE, &value, nullptr, nullptr, nullptr);
}

Link open_as_hub(const Provider& provider, Deadline& deadline) {
  auto link = open(provider, deadline);
  check(bind_as(link.get(), provider.client_id, provider.secret),
        common::say("signing the hub in"));
  return link;
}

std::string replaced(std::string pattern, const std::string& name, const std::string& value) {
  for (auto at = pattern.find(name); at != pattern.npos; at = pattern.find(name, at + value.size()))
    pattern.replace(at, name.size(), value);
  return pattern;
}

Message search(LDAP* ldap, const Provider& provider, const std::string& filter, int scope) {
  std::string attributes[] = {"mail", "givenName", "sn", "cn", "entryUUID", provider.role_claim};
  char* names[7] = {};
  for (std::size_t i = 0; i < 6; ++i) names[i] = attributes[i].data();
  LDAPMessage* found = nullptr;
  int code = ldap_search_ext_s(ldap, provider.base_dn.c_str(), scope, filter.c_str(), names, 0,
                               nullptr, nullptr, nullptr, 2, &found);
  Message message(found);
  if (code != LDAP_SIZELIMIT_EXCEEDED && code != LDAP_NO_SUCH_OBJECT)
    check(code, common::say("searching"));
  return message;
}

std::set<std::string> values_of(LDAP* ldap, LDAPMessage* entry, const std::string& name) {
  std::set<std::string> values;
  auto found = ldap_get_values_len(ldap, entry, name.c_str());
  for (int i = 0; found && found[i]; ++i)
    values.insert(common::text::to_plain({found[i]->bv_val, found[i]->bv_len}, 500));
  if (found) ldap_value_free_len(found);
  return values;
}

std::string value_of(LDAP* ldap, LDAPMessage* entry, const std::string& name) {
  auto values = values_of(ldap, entry, name);
  return values.empty() ? std::string() : *values.begin();
}

std::string name_of(LDAP* ldap, LDAPMessage* entry) {
  char* dn = ldap_get_dn(ldap, entry);
  std::string text = dn ? dn : "";
  ldap_memfree(dn);
  return text;
}

Person person_of(LDAP* ldap, LDAPMessage* entry, const Provider& provider) {
  Person person;
  // A DN changes when somebody marries; his UUID does not (RFC 4530).
  person.subject = value_of(ldap, entry, "entryUUID");
  if (person.subject.empty()) person.subject = common::text::fold(name_of(ldap, entry));
  person.mail = common::text::to_lower(value_of(ldap, entry, "mail"));
  person.given = value_of(ldap, entry, "givenName");
  person.family = value_of(ldap, entry, "sn");
  if (person.family.empty()) person.family = value_of(ldap, entry, "cn");
  person.groups = values_of(ldap, entry, provider.role_claim);
  return person;
}

}  // namespace

std::string filter_escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    bool special = c == '*' || c == '(' || c == ')' || c == '\\' || byte < 0x20 || byte > 0x7e;
    out += special ? fmt::format("\\{:02x}", byte) : std::string(1, c);
  }
  return out;
}

std::optional<Person> ldap_person(const Provider& provider, const std::string& login,
                                  const std::string& password) {
  // A bind without a password succeeds at many servers and proves nothing (RFC 4513, 5.1.2).
  if (login.empty() || password.empty()) return std::nullopt;
  Deadline deadline(provider);
  auto hub = open_as_hub(provider, deadline);
  auto name = login.substr(0, login.rfind('@'));
  auto filter = replaced(replaced(provider.user_filter, "{login}", filter_escaped(login)), "{name}",
                         filter_escaped(name));
  deadline.set_on(hub.get());
  auto found = search(hub.get(), provider, filter, LDAP_SCOPE_SUBTREE);
  if (!found || ldap_count_entries(hub.get(), found.get()) != 1) return std::nullopt;
  auto entry = ldap_first_entry(hub.get(), found.get());
  auto own = open(provider, deadline);
  int code = bind_as(own.get(), name_of(hub.get(), entry), password);
  if (code == LDAP_INVALID_CREDENTIALS || code == LDAP_INAPPROPRIATE_AUTH) return std::nullopt;
  check(code, common::say("signing the person in"));
  return person_of(hub.get(), entry, provider);
}

void check_ldap(const Provider& provider) {
  Deadline deadline(provider);
  auto hub = open_as_hub(provider, deadline);
  deadline.set_on(hub.get());
  auto found = search(hub.get(), provider, "(objectClass=*)", LDAP_SCOPE_BASE);
  if (!found || ldap_count_entries(hub.get(), found.get()) != 1)
    throw ProviderProblem{"invalid", common::say("there is nothing at {}", provider.base_dn)};
}

}  // namespace hub::identity
