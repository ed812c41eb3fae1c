//! Zotero's fields, item types and creators by CSL's names.

/// CSL's type of an item type.
pub(super) fn item_type(zotero: &str) -> &'static str {
    match zotero {
        "artwork" => "graphic",
        "audioRecording" => "song",
        "bill" => "bill",
        "blogPost" => "post-weblog",
        "book" => "book",
        "bookSection" => "chapter",
        "case" => "legal_case",
        "computerProgram" => "software",
        "conferencePaper" => "paper-conference",
        "dataset" => "dataset",
        "dictionaryEntry" => "entry-dictionary",
        "email" | "instantMessage" | "letter" => "personal_communication",
        "encyclopediaArticle" => "entry-encyclopedia",
        "film" | "videoRecording" => "motion_picture",
        "forumPost" => "post",
        "hearing" => "hearing",
        "interview" => "interview",
        "journalArticle" => "article-journal",
        "magazineArticle" => "article-magazine",
        "manuscript" => "manuscript",
        "map" => "map",
        "newspaperArticle" => "article-newspaper",
        "patent" => "patent",
        "podcast" | "radioBroadcast" | "tvBroadcast" => "broadcast",
        "preprint" => "article",
        "presentation" => "speech",
        "report" => "report",
        "standard" => "standard",
        "statute" => "legislation",
        "thesis" => "thesis",
        "webpage" => "webpage",
        _ => "document",
    }
}

/// The variable of a field that is a date.
pub(super) fn date(zotero: &str) -> Option<&'static str> {
    Some(match zotero {
        "date" | "dateDecided" | "dateEnacted" | "issueDate" => "issued",
        "accessDate" => "accessed",
        "filingDate" => "submitted",
        "originalDate" => "original-date",
        _ => return None,
    })
}

/// The variable of a field; a field that CSL has no word for keeps its own.
pub(super) fn variable(zotero: &str) -> &str {
    match zotero {
        "title" | "caseName" | "nameOfAct" | "subject" => "title",
        "shortTitle" => "title-short",
        "publicationTitle" | "blogTitle" | "bookTitle" | "code" | "dictionaryTitle" | "encyclopediaTitle"
        | "forumTitle" | "proceedingsTitle" | "programTitle" | "reporter" | "websiteTitle" => "container-title",
        "journalAbbreviation" => "container-title-short",
        "series" | "seriesTitle" => "collection-title",
        "seriesNumber" => "collection-number",
        "conferenceName" | "meetingName" => "event-title",
        "eventPlace" => "event-place",
        "abstractNote" => "abstract",
        "extra" => "note",
        "volume" | "codeVolume" | "reporterVolume" | "codeNumber" => "volume",
        "issue" | "priorityNumbers" => "issue",
        "pages" | "codePages" | "firstPage" => "page",
        "numPages" => "number-of-pages",
        "numberOfVolumes" => "number-of-volumes",
        "number" | "archiveID" | "billNumber" | "docketNumber" | "documentNumber" | "episodeNumber" | "identifier"
        | "patentNumber" | "publicLawNumber" | "reportNumber" => "number",
        "publisher" | "company" | "distributor" | "institution" | "label" | "network" | "organization"
        | "repository" | "studio" | "university" => "publisher",
        "place" | "country" => "publisher-place",
        "authority" | "court" | "issuingAuthority" | "legislativeBody" => "authority",
        "type"
        | "genre"
        | "letterType"
        | "manuscriptType"
        | "mapType"
        | "postType"
        | "presentationType"
        | "programmingLanguage"
        | "reportType"
        | "thesisType"
        | "websiteType" => "genre",
        "medium"
        | "artworkMedium"
        | "audioFileType"
        | "audioRecordingFormat"
        | "interviewMedium"
        | "system"
        | "videoRecordingFormat" => "medium",
        "artworkSize" | "runningTime" => "dimensions",
        "archiveLocation" => "archive_location",
        "applicationNumber" | "callNumber" => "call-number",
        "session" => "chapter-number",
        "section" | "committee" => "section",
        "history" | "references" => "references",
        "legalStatus" | "status" => "status",
        "libraryCatalog" => "source",
        "originalPlace" => "original-publisher-place",
        "originalPublisher" => "original-publisher",
        "partNumber" => "part-number",
        "partTitle" => "part-title",
        "rights" => "rights",
        "url" => "URL",
        "versionNumber" => "version",
        "volumeTitle" => "volume-title",
        other => other,
    }
}

/// The name variable of a creator type: whoever is first in an item type is its author.
pub(super) fn creator(zotero: &str) -> &'static str {
    match zotero {
        "author" | "artist" | "cartographer" | "creator" | "interviewee" | "inventor" | "podcaster" | "presenter"
        | "programmer" | "sponsor" => "author",
        "editor" => "editor",
        "translator" => "translator",
        "bookAuthor" => "container-author",
        "castMember" | "performer" => "performer",
        "chair" => "chair",
        "compiler" => "compiler",
        "composer" => "composer",
        "director" => "director",
        "executiveProducer" => "executive-producer",
        "guest" => "guest",
        "host" => "host",
        "illustrator" => "illustrator",
        "interviewer" => "interviewer",
        "narrator" => "narrator",
        "organizer" => "organizer",
        "originalCreator" => "original-author",
        "producer" => "producer",
        "recipient" => "recipient",
        "reviewedAuthor" => "reviewed-author",
        "scriptwriter" => "script-writer",
        "seriesCreator" => "series-creator",
        "seriesEditor" => "collection-editor",
        _ => "contributor",
    }
}
