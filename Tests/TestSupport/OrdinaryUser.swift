import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Gives up the superuser's rights for good, where this process has them: with them everything can be
/// read and written. For the child process of an exit test.
///
/// - Parameter path: what belongs to the ordinary user from then on.
public func becomeOrdinaryUser(owning path: String) {
  guard geteuid() == 0 else { return }
  // Whom Linux calls nobody.
  let nobody: uid_t = 65_534
  guard chown(path, nobody, nobody) == 0, setgroups(0, nil) == 0, setgid(nobody) == 0,
    setuid(nobody) == 0
  else {
    fatalError("the superuser cannot become user \(nobody): \(String(cString: strerror(errno)))")
  }
}
