-- The tables of Zotero that are asked, as it makes them, without indexes and triggers: for tests and fuzzing.
CREATE TABLE itemTypesCombined (itemTypeID INT PRIMARY KEY, typeName TEXT, display INT, custom INT);
INSERT INTO itemTypesCombined (itemTypeID, typeName) VALUES (2, 'book'), (3, 'attachment'), (8, 'bookSection'),
    (22, 'journalArticle'), (28, 'note'), (31, 'artwork');
CREATE TABLE fieldsCombined (fieldID INT PRIMARY KEY, fieldName TEXT, label TEXT, fieldFormatID INT, custom INT);
INSERT INTO fieldsCombined (fieldID, fieldName) VALUES (1, 'title'), (2, 'abstractNote'), (6, 'date'), (7, 'language'),
    (8, 'shortTitle'), (13, 'url'), (14, 'accessDate'), (16, 'extra'), (19, 'volume'), (32, 'pages'), (38, 'publicationTitle'),
    (58, 'DOI'), (76, 'issue'), (115, 'bookTitle'), (132, 'citationKey'), (140, 'artworkSize'), (150, 'unheardOf');
CREATE TABLE items (itemID INTEGER PRIMARY KEY, itemTypeID INT NOT NULL, dateModified TIMESTAMP, libraryID INT NOT NULL,
    key TEXT NOT NULL, version INT NOT NULL DEFAULT 0, synced INT NOT NULL DEFAULT 0, UNIQUE (libraryID, key));
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
CREATE TABLE itemData (itemID INT, fieldID INT, valueID, PRIMARY KEY (itemID, fieldID));
CREATE TABLE creators (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT);
CREATE TABLE creatorTypes (creatorTypeID INTEGER PRIMARY KEY, creatorType TEXT);
INSERT INTO creatorTypes VALUES (1, 'author'), (3, 'editor'), (4, 'translator'), (14, 'seriesEditor'), (31, 'artist');
CREATE TABLE itemCreators (itemID INT, creatorID INT, creatorTypeID INT, orderIndex INT);
CREATE TABLE tags (tagID INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE itemTags (itemID INT, tagID INT, type INT);
CREATE TABLE relationPredicates (predicateID INTEGER PRIMARY KEY, predicate TEXT UNIQUE);
INSERT INTO relationPredicates VALUES (1, 'dc:relation'), (2, 'owl:sameAs');
CREATE TABLE itemRelations (itemID INT, predicateID INT, object TEXT);
CREATE TABLE collections (collectionID INTEGER PRIMARY KEY, collectionName TEXT, parentCollectionID INT, libraryID INT, key TEXT);
CREATE TABLE collectionItems (collectionID INT, itemID INT, orderIndex INT);
CREATE TABLE deletedItems (itemID INTEGER PRIMARY KEY, dateDeleted);
CREATE TABLE libraries (libraryID INTEGER PRIMARY KEY, type TEXT);
INSERT INTO libraries VALUES (1, 'user'), (2, 'group'), (3, 'feed');
CREATE TABLE groups (groupID INTEGER PRIMARY KEY, libraryID INT, name TEXT);
INSERT INTO groups VALUES (77, 2, 'Our Group');
