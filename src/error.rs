//! What can go wrong, said to the person who reads it. Knows no HTTP: `http::wire` turns an [`Error`] into a reply.
//!
//! Two tables: [`Fault`] is what a whole request can be refused for, [`FieldFault`] what a single field can be.
//! Their codes are frozen: phone apps match on them. A new fault is one line here and one test that provokes it.

use std::fmt;

/// The two languages every sentence is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    Chinese,
    English,
}

macro_rules! faults {
    ($($(#[$doc:meta])* $variant:ident $code:literal $status:literal $zh:literal $en:literal;)+) => {
        /// Every reason a request can be refused for: a frozen code, a status, a sentence in each language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Fault { $($(#[$doc])* $variant),+ }
        impl Fault {
            pub const ALL: &'static [Fault] = &[$(Fault::$variant),+];
            /// The frozen code that clients match on.
            pub fn code(self) -> &'static str { match self { $(Fault::$variant => $code),+ } }
            /// The HTTP status, as a number: this room knows no HTTP types.
            pub fn status(self) -> u16 { match self { $(Fault::$variant => $status),+ } }
            /// What is wrong and what to do, in one sentence.
            pub fn title(self, language: Language) -> &'static str {
                match (self, language) { $((Fault::$variant, Language::Chinese) => $zh, (Fault::$variant, Language::English) => $en),+ }
            }
        }
    };
}

faults! {
    BadRequest "bad_request" 400 "请求无法理解，请对照接口文档修改。" "The request cannot be understood; compare it with the API document.";
    BadJson "bad_json" 400 "请求正文不是有效的 JSON。" "The body is not valid JSON.";
    BadQuery "bad_query" 400 "查询参数有误，请看 detail。" "A query parameter is wrong; see detail.";
    BadCursor "bad_cursor" 400 "翻页游标无效或与本次查询不符，请从第一页重新开始。" "The cursor is not valid for this query; start again from the first page.";
    SignInRequired "sign_in_required" 401 "请先登录。" "Sign in first.";
    TokenExpired "token_expired" 401 "登录凭证已过期，请用刷新令牌换新的。" "The access token has expired; use the refresh token.";
    WrongCredentials "wrong_credentials" 401 "用户名或密码不对。" "The login or the password is wrong.";
    RefreshRefused "refresh_refused" 401 "刷新令牌无效，请重新登录。" "The refresh token is not valid; sign in again.";
    InvitationRefused "invitation_refused" 401 "邀请码无效、已用过或已过期，请向管理员要一个新的。" "The invitation is not valid, was used, or has run out; ask the administrator for a new one.";
    Forbidden "forbidden" 403 "您的岗位不能做这件事；如有需要，请找上级组织的管理员。" "Your role may not do this; ask the administrator of a higher organisation.";
    OwnRecord "own_record" 403 "不能评价自己录入或提交的记录，请由他人评价。" "Nobody evaluates their own record; ask somebody else.";
    NotFound "not_found" 404 "没有这条记录，或者您看不到它。" "There is no such record, or it is not yours to see.";
    MethodNotAllowed "method_not_allowed" 405 "这个地址不支持该方法。" "This address does not support that method.";
    BodyTooSlow "body_too_slow" 408 "正文没有在时限内传完，请重试。" "The body did not arrive in time; try again.";
    AlreadyExists "already_exists" 409 "这个编号已用于另一条内容不同的记录。" "That id is already used by a record with other content.";
    Duplicate "duplicate" 409 "已有相同的记录，请看 detail。" "Such a record already exists; see detail.";
    WrongState "wrong_state" 409 "这条记录目前的状态不允许这样做，请看 detail。" "The record's present state does not allow this; see detail.";
    WouldCycle "would_cycle" 409 "不能把组织移到它自己或它的下级之下。" "An organisation cannot be moved below itself or one of its own subordinates.";
    StaleVersion "stale_version" 412 "记录已被改动，请取最新版本再改；current_version 是现在的版本。" "The record has changed; fetch the newest version, its number is current_version.";
    BodyTooLarge "body_too_large" 413 "正文太大。" "The body is too large.";
    UnsupportedMedia "unsupported_media" 415 "请用 application/json 提交。" "Send the body as application/json.";
    Invalid "invalid" 422 "有内容填写不对，请看 errors。" "Some fields are wrong; see errors.";
    ImpossibleRecord "impossible_record" 422 "记录自相矛盾，不可能如实发生，请按 errors 改正。" "The record contradicts itself; mend what errors names.";
    VersionRequired "version_required" 428 "请用 If-Match 说明您看到的版本（新建用 If-None-Match: *）。" "Say which version you saw with If-Match (or If-None-Match: * to create).";
    TooManyRequests "too_many_requests" 429 "请求太频繁，请按 Retry-After 稍后再试。" "Too many requests; try again after Retry-After.";
    Internal "internal" 500 "服务器出错了，已记入日志；请把 request_id 告诉管理员。" "Something went wrong here and has been logged; give the request_id to the administrator.";
    Unavailable "unavailable" 503 "数据库暂时不可用，请按 Retry-After 稍后再试；尚未答复成功的内容没有保存。" "The database is not available; try again after Retry-After. What was not acknowledged was not kept.";
    DiskFull "disk_full" 507 "服务器磁盘已满，暂不能保存；请稍后再试并告诉管理员。" "The server's disk is full and nothing can be kept; try later and tell the administrator.";
}

macro_rules! field_faults {
    ($($variant:ident $code:literal $zh:literal $en:literal;)+) => {
        /// Every reason a single field can be refused for. `{0}`, `{1}` in the sentences are the error's arguments.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum FieldFault { $($variant),+ }
        impl FieldFault {
            pub const ALL: &'static [FieldFault] = &[$(FieldFault::$variant),+];
            pub fn code(self) -> &'static str { match self { $(FieldFault::$variant => $code),+ } }
            fn template(self, language: Language) -> &'static str {
                match (self, language) { $((FieldFault::$variant, Language::Chinese) => $zh, (FieldFault::$variant, Language::English) => $en),+ }
            }
        }
    };
}

field_faults! {
    Required "required" "缺少“{0}”，请补上。" "\"{0}\" is missing.";
    UnknownField "unknown_field" "没有“{0}”这一项；可用的有：{1}。" "There is no field \"{0}\"; known here: {1}.";
    DuplicateField "duplicate_field" "“{0}”出现了两次，请只留一个。" "\"{0}\" appears twice; keep one.";
    WrongType "wrong_type" "类型不对：应为{0}。" "Wrong type: expected {0}.";
    UnknownWord "unknown_word" "不认识“{0}”；可用的有：{1}。" "\"{0}\" is not known; use one of: {1}.";
    OutOfRange "out_of_range" "应在 {0} 到 {1} 之间。" "Must be from {0} to {1}.";
    TooLong "too_long" "太长：最多 {0} 个字。" "Too long: at most {0} characters.";
    TooMany "too_many" "太多：最多 {0} 条。" "Too many: at most {0}.";
    Empty "empty" "不能为空。" "Must not be empty.";
    ForbiddenCharacter "forbidden_character" "第{1}个字是不可见或控制字符（{0}），请删去。" "Character {1} is invisible or a control character ({0}); remove it.";
    BadFormat "bad_format" "格式不对：应为 {0}。" "Wrong format: expected {0}.";
    NotThere "not_there" "没有这个编号，或者您看不到它。" "There is no such id, or it is not yours to see.";
    NotOnRoll "not_on_roll" "此人当天不在这个组织的名册上。" "This person was not on the organisation's roll on that day.";
    TwiceOnRoll "twice_on_roll" "同一个人出现了两次。" "The same person appears twice.";
    VotesDoNotAddUp "votes_do_not_add_up" "赞成、反对、弃权合计 {0}，多于到会有表决权的 {1} 人（书面意见另计）。" "For, against and abstentions come to {0}, more than the {1} voters present (written opinions are counted apart).";
    MorePresentThanExpected "more_present_than_expected" "{0} 人到会，多于应到的 {1} 人。" "{0} present, more than the {1} expected.";
    EndsBeforeStart "ends_before_start" "结束时间早于开始时间。" "It ends before it starts.";
    InTheFuture "in_the_future" "还没有发生；请在开过之后提交。" "It has not happened yet; submit after it was held.";
    ReasonRequired "reason_required" "请写明原因。" "Give the reason.";
    NotForThisKind "not_for_this_kind" "{0}不能这样填。" "Not for this kind: {0}.";
    TooDeep "too_deep" "嵌套超过 {0} 层。" "Nested deeper than {0} levels.";
    WeakPassword "weak_password" "密码至少 {0} 个字，且不能是常用密码或登录名。" "A password has at least {0} characters and is neither a common one nor the login.";
    NotAllowedHere "not_allowed_here" "{0}" "{1}";
    TakenAlready "taken_already" "“{0}”已被使用。" "\"{0}\" is already taken.";
    PointsNowhere "points_nowhere" "提交的正文里没有这个位置。" "The record has no such place.";
}

/// One mistake in a body, at a place that a JSON Pointer names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub pointer: String,
    pub fault: FieldFault,
    pub arguments: Vec<String>,
}

impl FieldError {
    pub fn new(pointer: impl Into<String>, fault: FieldFault) -> FieldError {
        FieldError { pointer: pointer.into(), fault, arguments: Vec::new() }
    }
    /// A mistake that no table can foresee, in both languages.
    pub fn saying(pointer: impl Into<String>, zh: impl fmt::Display, en: impl fmt::Display) -> FieldError {
        FieldError::new(pointer, FieldFault::NotAllowedHere).with(zh).with(en)
    }
    pub fn with(mut self, argument: impl fmt::Display) -> FieldError {
        self.arguments.push(argument.to_string());
        self
    }
    pub fn message(&self, language: Language) -> String {
        let mut text = self.fault.template(language).to_string();
        for (index, argument) in self.arguments.iter().enumerate() {
            text = text.replace(&format!("{{{index}}}"), argument);
        }
        text
    }
}

/// A sentence in both languages, for a detail that no table can foresee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub zh: String,
    pub en: String,
}

impl Said {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Said {
        Said { zh: zh.into(), en: en.into() }
    }
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// Why a request was refused. Boxed parts keep `Result<T>` small.
#[derive(Clone, Debug)]
pub struct Error {
    pub fault: Fault,
    pub detail: Option<Box<Said>>,
    pub fields: Vec<FieldError>,
    pub current_version: Option<i32>,
    /// Seconds after which a retry makes sense.
    pub retry_after: Option<u32>,
    /// For the log only: never sent to a client.
    pub cause: Option<Box<str>>,
}

/// What every verb of Sanhui answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn new(fault: Fault) -> Error {
        let retry_after = matches!(fault, Fault::Unavailable | Fault::DiskFull).then_some(5);
        Error { fault, detail: None, fields: Vec::new(), current_version: None, retry_after, cause: None }
    }
    pub fn saying(mut self, zh: impl Into<String>, en: impl Into<String>) -> Error {
        self.detail = Some(Box::new(Said::new(zh, en)));
        self
    }
    /// An internal fault whose cause goes to the log and nowhere else.
    pub fn internal(cause: impl fmt::Display) -> Error {
        Error { cause: Some(cause.to_string().into()), ..Error::new(Fault::Internal) }
    }
    /// Every mistake found, or none.
    ///
    /// # Errors
    /// `invalid` when there is one.
    pub fn unless_empty(wrong: Vec<FieldError>) -> Result<()> {
        if wrong.is_empty() { Ok(()) } else { Err(Error::fields(wrong)) }
    }
    pub fn field(error: FieldError) -> Error {
        Error::fields(vec![error])
    }
    pub fn fields(fields: Vec<FieldError>) -> Error {
        Error { fields, ..Error::new(Fault::Invalid) }
    }
    /// What a body names and the caller cannot see is that field's mistake; every other fault stays what it is.
    pub fn in_field(self, pointer: &str) -> Error {
        if self.fault == Fault::NotFound { Error::field(FieldError::new(pointer, FieldFault::NotThere)) } else { self }
    }
    /// Refused by the state that things are in.
    pub fn wrong_state(zh: impl Into<String>, en: impl Into<String>) -> Error {
        Error::new(Fault::WrongState).saying(zh, en)
    }
    pub fn stale(current: i32) -> Error {
        Error { current_version: Some(current), ..Error::new(Fault::StaleVersion) }
    }
    pub fn retry_in(mut self, seconds: u32) -> Error {
        self.retry_after = Some(seconds);
        self
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Error {
        Error::new(fault)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.fault.title(Language::English))?;
        if let Some(detail) = &self.detail {
            write!(f, " {}", detail.en)?;
        }
        for field in &self.fields {
            write!(f, " [{}: {}]", field.pointer, field.message(Language::English))?;
        }
        if let Some(cause) = &self.cause {
            write!(f, " ({cause})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
