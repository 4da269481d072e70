// A check of clang-tidy 19 that finds nothing itself: it has the others look at what this house
// wrote and not at the headers of libraries, of which clang-tidy shows nothing anyway. Two thirds
// of its time went there.
#include <clang-tidy/ClangTidyCheck.h>
#include <clang-tidy/ClangTidyModule.h>
#include <clang-tidy/ClangTidyModuleRegistry.h>
#include <clang/AST/ASTContext.h>
#include <clang/ASTMatchers/ASTMatchFinder.h>
#include <clang/Basic/SourceManager.h>

#include <vector>

namespace {

class OwnCodeCheck : public clang::tidy::ClangTidyCheck {
 public:
  using ClangTidyCheck::ClangTidyCheck;

  void registerMatchers(clang::ast_matchers::MatchFinder* finder) override {
    finder->addMatcher(clang::ast_matchers::translationUnitDecl().bind("unit"), this);
  }

  // Called before anything in the unit is looked at: what is taken out of it here is not.
  void check(const clang::ast_matchers::MatchFinder::MatchResult& result) override {
    std::vector<clang::Decl*> own;
    for (clang::Decl* const top : result.Context->getTranslationUnitDecl()->decls()) {
      if (!result.SourceManager->isInSystemHeader(top->getLocation())) own.push_back(top);
    }
    result.Context->setTraversalScope(own);
  }
};

class OvertModule : public clang::tidy::ClangTidyModule {
 public:
  void addCheckFactories(clang::tidy::ClangTidyCheckFactories& factories) override {
    factories.registerCheck<OwnCodeCheck>("overt-own-code");
  }
};

const clang::tidy::ClangTidyModuleRegistry::Add<OvertModule> kRegistered("overt", "");

}  // namespace
